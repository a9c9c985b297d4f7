import { devnetError } from '../dev/error.js'
import { type PlannedItem, plannedItems } from './plan.js'
import { ownShapes, type Shapes } from './shapes.js'

/** Items of the plan as far as a node has them. */
export interface Readable {
  /** Items whose bytes mean the same there and here. */
  readonly items: readonly PlannedItem[]
  /** Default of the node's runtime, where it is another one than here, by `Pallet.Item`. */
  readonly defaults: ReadonlyMap<string, Uint8Array>
  /** Items of the plan that the node's runtime does not have. */
  readonly missing: readonly string[]
  /** Items that are left out because they have another layout there. */
  readonly leftOut: readonly string[]
  /** Number of items that the node's runtime has and the devnet does not. */
  readonly unknown: number
}

/** Compares the plan with a node's runtime. FORK_LAYOUT for an item that has another layout and cannot be left out. */
export function readableItems(host: string, theirs: Shapes): Readable {
  const ours = ownShapes()
  const defaults = new Map<string, Uint8Array>()
  const items: PlannedItem[] = []
  const missing: string[] = []
  const leftOut: string[] = []
  for (const planned of plannedItems) {
    const { name, isDispensable } = planned
    const [there, here] = [theirs.items.get(name), ours.items.get(name)]
    if (!there) missing.push(name)
    else if (there.layout === here?.layout) {
      items.push(planned)
      const { fallback } = there
      if (fallback && here.fallback && Buffer.compare(fallback, here.fallback) !== 0)
        defaults.set(name, fallback)
    } else if (isDispensable) leftOut.push(name)
    else throw otherLayout(host, name, there.layout, here?.layout ?? 'absent')
  }
  const unknown = [...theirs.items.keys()].filter((name) => !ours.items.has(name)).length
  return { items, defaults, missing, leftOut, unknown }
}

const MOST_SHOWN = 200

const otherLayout = (host: string, item: string, there: string, here: string) =>
  devnetError('FORK_LAYOUT', {
    host,
    item,
    there: there.slice(0, MOST_SHOWN),
    here: here.slice(0, MOST_SHOWN),
  })
