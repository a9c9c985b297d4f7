import { z } from 'zod'

const callee = z.object({ gateway: z.string(), receipt: z.string() })
export type Callee = z.output<typeof callee>

/** The part of a gateway's receipt that the tree shows. */
const receiptFile = z.object({
  receipt: z.object({
    id: z.string(),
    model: z.string(),
    synapse: z.string(),
    charged: z.number(),
    miners: z.array(z.object({ hotkey: z.string(), outcome: z.string(), calls: z.array(callee) })),
    calls: z.array(callee),
  }),
})

/** A receipt with those of the answers that it was made of. */
export interface ReceiptNode {
  readonly id: string
  readonly what: string
  readonly charged: number
  /** Hotkeys of the miners with a good answer. */
  readonly miners: readonly string[]
  /** Named by the client that made the request of their answers. */
  readonly madeOf: readonly ReceiptNode[]
  /** Named by a miner whose handler made the calls. */
  readonly called: readonly ReceiptNode[]
}

/** Reads a receipt and all that it leads to; a receipt that cannot be read is an error. */
export async function readTree(
  { gateway, receipt: id }: Callee,
  keys: ReadonlyMap<string, string>,
): Promise<ReceiptNode> {
  const response = await fetch(`${gateway}/v1/receipts/${id}`, {
    headers: { authorization: `Bearer ${keys.get(gateway) ?? ''}` },
  })
  if (!response.ok) throw new Error(`${gateway} has no receipt ${id}: ${response.status}`)
  const { receipt } = receiptFile.parse(await response.json())
  const good = receipt.miners.filter(({ outcome }) => outcome === 'good')
  const nodes = (list: readonly Callee[]) => Promise.all(list.map((one) => readTree(one, keys)))
  return {
    ...{ id, what: `${receipt.model}.${receipt.synapse}`, charged: receipt.charged },
    miners: good.map(({ hotkey }) => hotkey),
    madeOf: await nodes(receipt.calls),
    called: await nodes(good.flatMap(({ calls }) => calls)),
  }
}

/** Renders a tree, a receipt a line. */
export function renderTree(node: ReceiptNode, before = '', link = ''): string {
  const miners = node.miners.map((hotkey) => `${hotkey.slice(0, 8)}…`).join(', ')
  const line = `${before}${link}${node.what}  ${node.charged} µ  by ${miners}  ${node.id}\n`
  const children = [
    ...node.called.map((child) => [child, 'called '] as const),
    ...node.madeOf.map((child) => [child, 'made of '] as const),
  ]
  const inner = before + (link === '' ? '' : link.startsWith('└') ? '   ' : '│  ')
  return (
    line +
    children
      .map(([child, how], at) =>
        renderTree(child, inner, `${at === children.length - 1 ? '└─ ' : '├─ '}${how}`),
      )
      .join('')
  )
}

/** Names of all calls of a tree. */
export const callsOf = (node: ReceiptNode): readonly string[] => [
  node.what,
  ...[...node.called, ...node.madeOf].flatMap(callsOf),
]
