import { attribute, type ResourceType } from './scim-schema.ts'

export const GROUP_SCHEMA_ID = 'urn:ietf:params:scim:schemas:core:2.0:Group'

/** RFC 7643 section 4.2. Members are people and groups; what identifies a member cannot change, only come and go. */
export const GROUP_RESOURCE: ResourceType = {
  name: 'Group',
  endpoint: '/Groups',
  description: 'Groups of people that the directory manages.',
  schema: {
    id: GROUP_SCHEMA_ID,
    name: 'Group',
    description: 'A group of people.',
    attributes: [
      attribute('displayName', 'string', 'The name of the group, unique within the directory.', {
        required: true,
        uniqueness: 'server',
      }),
      attribute('members', 'complex', 'The people in the group, and the groups whose people are in it as well.', {
        multiValued: true,
        subAttributes: [
          attribute('value', 'string', 'The id of the member.', { caseExact: true, mutability: 'immutable' }),
          attribute('$ref', 'reference', 'The address of the member.', {
            caseExact: true,
            mutability: 'immutable',
            referenceTypes: ['User', 'Group'],
          }),
          attribute('display', 'string', 'The name of the member.', { mutability: 'readOnly' }),
          attribute('type', 'string', 'The kind of member.', {
            mutability: 'immutable',
            canonicalValues: ['User', 'Group'],
          }),
        ],
      }),
    ],
  },
  extensions: [],
}
