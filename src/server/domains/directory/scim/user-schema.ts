import { attribute, plural, type ResourceType, type ScimSchema } from './scim-schema.ts'

export const USER_SCHEMA_ID = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const ENTERPRISE_SCHEMA_ID = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const contactTypes = ['work', 'home', 'other'] as const

/** RFC 7643 section 4.1. */
const USER_SCHEMA: ScimSchema = {
  id: USER_SCHEMA_ID,
  name: 'User',
  description: 'A person of this tenant.',
  attributes: [
    attribute('userName', 'string', 'The name the person signs in with, unique without regard to case.', {
      required: true,
      uniqueness: 'server',
    }),
    attribute('name', 'complex', 'The parts of the name.', {
      subAttributes: [
        attribute('formatted', 'string', 'The full name, ready to show.'),
        attribute('familyName', 'string', 'The family name.'),
        attribute('givenName', 'string', 'The given name.'),
        attribute('middleName', 'string', 'The middle names.'),
        attribute('honorificPrefix', 'string', 'A title before the name.'),
        attribute('honorificSuffix', 'string', 'A suffix after the name.'),
      ],
    }),
    attribute('displayName', 'string', 'The name to show.'),
    attribute('nickName', 'string', 'What the person is called casually.'),
    attribute('profileUrl', 'reference', "The address of the person's profile.", {
      caseExact: true,
      referenceTypes: ['external'],
    }),
    attribute('title', 'string', 'The job title.'),
    attribute('userType', 'string', 'How the person relates to the organization.'),
    attribute('preferredLanguage', 'string', 'The preferred languages (RFC 9110 section 12.5.4).'),
    attribute('locale', 'string', 'The locale for dates and numbers (RFC 5646).'),
    attribute('timezone', 'string', 'The time zone, as in the IANA database.'),
    attribute('active', 'boolean', 'Whether the person may sign in.'),
    attribute('password', 'string', 'Accepted from clients that send it, never stored.', {
      caseExact: true,
      mutability: 'writeOnly',
      returned: 'never',
    }),
    plural('emails', 'E-mail addresses; they need not be unique.', { canonicalTypes: contactTypes }),
    plural('phoneNumbers', 'Telephone numbers.', {
      canonicalTypes: ['work', 'home', 'mobile', 'fax', 'pager', 'other'],
    }),
    plural('ims', 'Instant messaging addresses.', {
      canonicalTypes: ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo'],
    }),
    plural('photos', 'Addresses of photos.', {
      canonicalTypes: ['photo', 'thumbnail'],
      value: attribute('value', 'reference', 'The address of the photo.', {
        caseExact: true,
        referenceTypes: ['external'],
      }),
    }),
    attribute('addresses', 'complex', 'Postal addresses.', {
      multiValued: true,
      subAttributes: [
        attribute('formatted', 'string', 'The full address, ready to show.'),
        attribute('streetAddress', 'string', 'Street and number.'),
        attribute('locality', 'string', 'City or place.'),
        attribute('region', 'string', 'State or region.'),
        attribute('postalCode', 'string', 'Postal code.'),
        attribute('country', 'string', 'Country, ISO 3166-1 alpha-2.'),
        attribute('type', 'string', 'What the address is for.', { canonicalValues: contactTypes }),
        attribute('primary', 'boolean', 'Whether this is the preferred address; at most one is.'),
      ],
    }),
    attribute('groups', 'complex', 'The groups the person belongs to; change them through the group.', {
      multiValued: true,
      mutability: 'readOnly',
      subAttributes: [
        attribute('value', 'string', 'The id of the group.', { caseExact: true, mutability: 'readOnly' }),
        attribute('$ref', 'reference', 'The address of the group.', {
          caseExact: true,
          mutability: 'readOnly',
          referenceTypes: ['Group'],
        }),
        attribute('display', 'string', 'The name of the group.', { mutability: 'readOnly' }),
        attribute('type', 'string', 'How the person belongs to it.', {
          mutability: 'readOnly',
          canonicalValues: ['direct', 'indirect'],
        }),
      ],
    }),
    plural('entitlements', 'What the person is entitled to, as the provider states it.'),
    plural('roles', 'Roles as the provider states them; Gatehouse gives roles by group.'),
    plural('x509Certificates', 'Certificates (DER, base64).', {
      value: attribute('value', 'binary', 'The certificate.', { caseExact: true }),
    }),
  ],
}

/** RFC 7643 section 4.3. */
const ENTERPRISE_SCHEMA: ScimSchema = {
  id: ENTERPRISE_SCHEMA_ID,
  name: 'EnterpriseUser',
  description: 'What an employer knows of a person.',
  attributes: [
    attribute('employeeNumber', 'string', 'The number the organization gave the person.'),
    attribute('costCenter', 'string', 'The cost center.'),
    attribute('organization', 'string', 'The organization.'),
    attribute('division', 'string', 'The division.'),
    attribute('department', 'string', 'The department.'),
    attribute('manager', 'complex', "The person's manager.", {
      subAttributes: [
        attribute('value', 'string', 'The id of the manager.', { caseExact: true }),
        attribute('$ref', 'reference', 'The address of the manager.', { caseExact: true, referenceTypes: ['User'] }),
        attribute('displayName', 'string', 'The name of the manager.', { mutability: 'readOnly' }),
      ],
    }),
  ],
}

export const USER_RESOURCE: ResourceType = {
  name: 'User',
  endpoint: '/Users',
  description: 'People of this tenant that the directory manages.',
  schema: USER_SCHEMA,
  extensions: [ENTERPRISE_SCHEMA],
}
