import type { Rules } from '../runtime/context.js'
import { mint } from '../runtime/currency.js'
import { createState } from '../state/state.js'
import { Store } from '../state/store.js'
import type { Block } from './block.js'
import { extrinsicsRoot, type Header, hashHeader, nextStateRoot } from './header.js'

/** What a chain begins with. */
export interface Genesis {
  /** Unix time in milliseconds. */
  readonly timestamp: number
  /** Makes chains with the same options differ. */
  readonly seed: string
  /** Free balances in rao by account (0x-hex). */
  readonly balances: ReadonlyMap<string, bigint>
  /** Account of the sudo key. */
  readonly sudo: string
}

const ZERO_HASH = `0x${'00'.repeat(32)}`
/** Raw storage keys that stand outside of all pallets, as `:code` does on a real chain. */
const SEED_KEY = Buffer.from(':devnet:seed').toString('hex')

/** Block 0. */
export function genesisBlock(genesis: Genesis, rules: Rules): Block {
  const store = new Store()
  const state = createState(store)
  store.set(SEED_KEY, new TextEncoder().encode(genesis.seed))
  state.Timestamp.Now.set(BigInt(genesis.timestamp))
  state.Sudo.Key.set(genesis.sudo)
  state.System.BlockHash.set(0, ZERO_HASH)
  // Block 0 has no events.
  for (const [account, rao] of genesis.balances) mint({ state, deposit: () => {} }, account, rao)
  rules.genesis?.({ state, sudo: genesis.sudo })

  const changes = store.changesSince(undefined)
  const header: Header = {
    parentHash: ZERO_HASH,
    number: 0,
    stateRoot: nextStateRoot(ZERO_HASH, changes),
    extrinsicsRoot: extrinsicsRoot([]),
    digest: { logs: [] },
  }
  const hash = hashHeader(header)
  return { hash, header, extrinsics: [], root: store.root, changes, timestamp: genesis.timestamp }
}
