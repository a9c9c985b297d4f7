import { u64 } from '@polkadot-api/substrate-bindings'
import { fromHex } from '../codec/bytes.js'
import type { StateReader } from '../state/state.js'

/** Author of the block being made: the authority whose turn its slot is. `undefined` where a chain has no authorities. */
export function blockAuthor(state: StateReader): string | undefined {
  const authorities = state.Aura.Authorities.get()
  const log = state.System.Digest.get().logs.find(({ type }) => type === 'PreRuntime')
  if (authorities.length === 0 || log === undefined) return undefined
  const [, slot] = log.value as readonly [engine: string, slot: Uint8Array | string]
  const number = u64.dec(typeof slot === 'string' ? fromHex(slot) : slot)
  return authorities[Number(number % BigInt(authorities.length))]
}
