import type { Progress } from '../progress.js'
import { openFolder } from '../temporary-folder.js'
import { callsOf, type ReceiptNode, readTree, renderTree } from './receipt-tree.js'
import { openStage } from './stage.js'
import { type Composed, tellStory } from './story.js'

/** Result of the demo of four. */
export interface ComposedResult extends Omit<Composed, 'keys'> {
  readonly tree: ReceiptNode
  readonly problems: readonly string[]
  readonly timings: Record<string, number>
}

/** Calls that the receipts have to lead to. */
const expected = [
  'prediction.forecast',
  'storage.store',
  'image.generate',
  'storage.retrieve',
  'text.complete',
]

/** Plays four subnets that build on each other, reads the receipts, and takes everything down again. */
export async function runComposed(seed: string, progress: Progress): Promise<ComposedResult> {
  await using folder = await openFolder()
  await using stage = await progress.step('chain', 'a chain and a database are up', () =>
    openStage(seed, folder.path, progress),
  )
  const { keys, ...composed } = await tellStory(stage, seed, progress)
  const tree = await progress.step('receipts', 'all receipts are read from their gateways', () =>
    readTree(composed.receipt, keys),
  )
  const found = new Set(callsOf(tree))
  const missing = expected.filter((call) => !found.has(`subnet-${call}`))
  const problems = missing.map((call) => `no receipt leads to ${call}`)
  return { ...composed, tree, problems, timings: progress.timings() }
}

/** The result for people. */
export const renderComposed = ({ caption, picture, model, price, spent, tree }: ComposedResult): string =>
  [
    `caption   ${caption}`,
    `picture   ${picture.size} bytes, kept as ${picture.object}`,
    `model     ${model}, loaded from the storage subnet by this hash`,
    `price     ${price.toFixed(2)}`,
    `spent     ${spent} micro-credits\n`,
    renderTree(tree),
  ].join('\n')
