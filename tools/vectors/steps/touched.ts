import type { Block } from '../../../packages/devnet/src/chain/block.js'
import { decodeAll } from '../../../packages/devnet/src/codec/bytes.js'
import type { AnyStorageItem } from '../../../packages/devnet/src/schema/pallet.js'
import { pallets } from '../../../packages/devnet/src/schema/schema.js'
import { itemPrefix } from '../../../packages/devnet/src/state/keys.js'
import { readRoot } from '../../../packages/devnet/src/state/store.js'
import { named } from './names.js'
import type { Outcome } from './record.js'
import { shown } from './shown.js'

const PREFIX_DIGITS = 64
/** Keys and values of the records are cut here. */
const longestKey = 90
const longestValue = 240

const items: ReadonlyMap<string, { readonly name: string; readonly item: AnyStorageItem }> = new Map(
  pallets.flatMap(({ name: pallet, storage }) =>
    Object.entries(storage).map(([item, described]) => [
      itemPrefix(pallet, item),
      { name: `${pallet}.${item}`, item: described as AnyStorageItem },
    ]),
  ),
)

/** Storage that a block left other than the idle block in its place, in the form of the records. */
export function touchedBy(block: Block, idle: Block): Outcome['storage'] {
  const [ours, theirs] = [readRoot(block.root), readRoot(idle.root)]
  const keys = [...new Set([...block.changes.keys(), ...idle.changes.keys()])].sort()
  return keys.flatMap((key) => {
    const [now, otherwise] = [ours.get(key), theirs.get(key)]
    if (now === otherwise || (now && otherwise && Buffer.compare(now, otherwise) === 0)) return []
    const known = items.get(key.slice(0, PREFIX_DIGITS))
    const name = known?.name ?? `0x${key.slice(0, PREFIX_DIGITS)}`
    if (name.startsWith('System.') && name !== 'System.Account') return []
    const value =
      now && known ? JSON.stringify(shown(known.item.type, decodeAll(known.item.type.codec, now))) : null
    return [
      {
        item: name,
        key: named(key.slice(PREFIX_DIGITS)).slice(0, longestKey),
        value: value?.slice(0, longestValue) ?? null,
      },
    ]
  })
}
