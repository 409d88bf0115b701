import { EyeOff } from 'lucide-react'
import type { ReceivedNode, ReceivedValue } from '#contracts/sign-in-traces.ts'

/** What was received, decoded. Signatures and secrets were removed before it was stored. */
export function ReceivedTree({ node }: { node: ReceivedNode }) {
  return (
    <div className="overflow-x-auto rounded-md border bg-sunken px-3 py-2 font-mono text-xs leading-relaxed">
      <ul>
        <Node node={node} depth={0} />
      </ul>
    </div>
  )
}

function Node({ node, depth }: { node: ReceivedNode; depth: number }) {
  const head = (
    <>
      <span className="font-medium">{node.name}</span>
      {node.attributes.map(({ name, value }) => (
        <span key={name} className="ml-2">
          <span className="text-muted">{name}=</span>
          <Value value={value} />
        </span>
      ))}
      {node.value ? (
        <span className="ml-2">
          <Value value={node.value} />
        </span>
      ) : null}
    </>
  )
  if (node.children.length === 0) return <li className="break-words py-px pl-4">{head}</li>
  return (
    <li className="py-px">
      <details open={depth < 4}>
        <summary className="cursor-pointer break-words rounded-sm hover:bg-hover">{head}</summary>
        <ul className="ml-1.5 border-l pl-2.5">
          {node.children.map((child, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: elements of a stored document have no other identity
            <Node key={index} node={child} depth={depth + 1} />
          ))}
        </ul>
      </details>
    </li>
  )
}

function Value({ value }: { value: ReceivedValue }) {
  if (value.kind === 'removed') return <span className="text-muted italic">removed: {value.reason}</span>
  if (value.kind === 'personal' && (value.text === null || value.text === undefined)) {
    return (
      <span className="inline-flex items-center gap-1 text-muted">
        <EyeOff aria-hidden className="size-3" />
        hidden
      </span>
    )
  }
  return <span className="break-all text-info">{value.text}</span>
}
