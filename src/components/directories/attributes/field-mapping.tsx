import { Panel } from '#components/ui/panel.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import type { Directory } from '#contracts/directories.ts'
import { SCIM_GUIDES } from '../set-up/scim-guides.ts'

const DEPARTMENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department'

/** As user-resource.ts has it: the first of these that was sent. */
const FIELDS: readonly { field: string; from: readonly string[]; use: string }[] = [
  { field: 'User name', from: ['userName'], use: 'Tells people apart; a first sign-in is matched by it' },
  {
    field: 'Name',
    from: ['displayName', 'name.formatted', 'name.givenName + name.familyName', 'userName'],
    use: 'Shown and searched',
  },
  { field: 'Given name', from: ['name.givenName'], use: 'Kept beside the name' },
  { field: 'Family name', from: ['name.familyName'], use: 'Kept beside the name' },
  {
    field: 'E-mail address',
    from: [
      'emails[primary eq true].value',
      'emails[type eq "work"].value',
      'emails[0].value',
      'userName, where it is an address',
    ],
    use: 'Shown, searched, and written to; a first sign-in is matched by it',
  },
  { field: 'Job title', from: ['title'], use: 'Shown' },
  { field: 'Department', from: [DEPARTMENT], use: 'Shown' },
  { field: 'Access', from: ['active'], use: 'False ends every session, key and token at once' },
  { field: 'External id', from: ['externalId'], use: 'Kept for the provider; never used to find a person' },
]

/** Which SCIM attribute becomes what here. */
export function FieldMapping({ directory }: { directory: Directory }) {
  const theirs = new Map(SCIM_GUIDES[directory.provider].attributes.map(([name, scim]) => [scim, name]))
  const named = directory.provider !== 'other'
  return (
    <Panel
      flush
      title="What becomes what"
      description="Of several, the first that was sent counts. Every attribute is kept as it came, whether or not it is used here."
    >
      <Table label="Attribute mapping">
        <thead>
          <tr>
            <HeadCell>Here</HeadCell>
            <HeadCell>SCIM attribute</HeadCell>
            {named ? <HeadCell className="hidden md:table-cell">Usually sent from</HeadCell> : null}
            <HeadCell className="hidden sm:table-cell">Used for</HeadCell>
          </tr>
        </thead>
        <tbody>
          {FIELDS.map(({ field, from, use }) => (
            <Row key={field}>
              <Cell className="whitespace-nowrap align-top">{field}</Cell>
              <Cell className="align-top">
                <ol className="font-mono text-xs leading-5">
                  {from.map((name) => (
                    <li key={name} className="break-all">
                      {name}
                    </li>
                  ))}
                </ol>
              </Cell>
              {named ? (
                <Cell className="hidden break-words align-top text-muted md:table-cell">
                  {from.flatMap((name) => theirs.get(name) ?? []).join(', ') || '–'}
                </Cell>
              ) : null}
              <Cell className="hidden align-top text-muted sm:table-cell">{use}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </Panel>
  )
}
