import type { GenesisStorage } from '../presets/preset.js'
import type { Rules } from '../runtime/context.js'
import { mint } from '../runtime/currency.js'
import { writeImage } from '../runtime/image.js'
import { mainnetImage } from '../schema/version.js'
import { createState, type State } from '../state/state.js'
import { Store } from '../state/store.js'
import type { Block } from './block.js'
import { extrinsicsRoot, type Header, hashHeader, nextStateRoot } from './header.js'

/** Initial contents of a chain. */
export interface Genesis {
  /** Unix time in milliseconds. */
  readonly timestamp: number
  /** Makes chains with the same options differ. */
  readonly seed: string
  /** Free balances in rao by account (0x-hex). */
  readonly balances: ReadonlyMap<string, bigint>
  /** Accounts that make blocks in turn, and get the fees; nobody by default. */
  readonly authors?: readonly string[]
  /** Account of the sudo key. */
  readonly sudo: string
  /** True for the short periods of Subtensor's fast builds. */
  readonly isFastBuild?: boolean
  /** Values over those of the rules. */
  readonly storage?: GenesisStorage
}

const ZERO_HASH = `0x${'00'.repeat(32)}`
/** A raw storage key outside of all pallets, such as `:code` on a real chain. */
const SEED_KEY = Buffer.from(':devnet:seed').toString('hex')

function writeStorage(state: State, storage: GenesisStorage): void {
  const untyped = state as unknown as Record<string, Record<string, { set(value: unknown): void }>>
  for (const [pallet, items] of Object.entries(storage)) {
    for (const [item, value] of Object.entries(items)) untyped[pallet]?.[item]?.set(value)
  }
}

/** Block 0. */
export function genesisBlock(genesis: Genesis, rules: Rules): Block {
  const store = new Store()
  const state = createState(store)
  store.set(SEED_KEY, new TextEncoder().encode(genesis.seed))
  // The same for every runtime that follows: a chain is identified by its genesis.
  writeImage(store, state, mainnetImage)
  state.Timestamp.Now.set(BigInt(genesis.timestamp))
  state.Aura.Authorities.set([...(genesis.authors ?? [])])
  state.Sudo.Key.set(genesis.sudo)
  state.System.BlockHash.set(0, ZERO_HASH)
  // Block 0 has no events.
  for (const [account, rao] of genesis.balances) mint({ state, deposit: () => {} }, account, rao)
  rules.genesis?.({ state, sudo: genesis.sudo, isFastBuild: genesis.isFastBuild ?? false })
  writeStorage(state, genesis.storage ?? {})

  const changes = store.changesSince(undefined)
  const header: Header = {
    parentHash: ZERO_HASH,
    number: 0,
    stateRoot: nextStateRoot(ZERO_HASH, changes),
    extrinsicsRoot: extrinsicsRoot([]),
    digest: { logs: [] },
  }
  const hash = hashHeader(header)
  const { root } = store
  return { hash, header, extrinsics: [], sealed: root, root, changes, timestamp: genesis.timestamp }
}
