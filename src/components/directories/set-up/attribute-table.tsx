import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { FIELDS_HERE, type ScimGuide } from './scim-guides.ts'

/** The provider's names, the SCIM attributes they should come as, and what they are here. */
export function AttributeTable({ guide, provider }: { guide: ScimGuide; provider: string }) {
  return (
    <Table label={`Attributes of ${provider}`}>
      <thead>
        <tr>
          <HeadCell>At {provider}</HeadCell>
          <HeadCell>SCIM attribute</HeadCell>
          <HeadCell className="hidden sm:table-cell">Here</HeadCell>
        </tr>
      </thead>
      <tbody>
        {guide.attributes.map(([theirs, scim]) => (
          <Row key={`${theirs} ${scim}`}>
            <Cell className="break-words">{theirs}</Cell>
            <Cell className="break-all font-mono text-xs">{scim}</Cell>
            <Cell className="hidden text-muted sm:table-cell">{FIELDS_HERE[scim] ?? 'Kept and given back'}</Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}
