import { raoPerTao } from '@subnetkit/base'
import { quicknet } from '@subnetkit/timelock'
import type { Block } from '../chain/block.js'
import { type Genesis, genesisBlock } from '../chain/genesis.js'
import { toHex } from '../codec/bytes.js'
import { devAccounts } from '../dev-accounts.js'
import { beaconConfigOf, type LocalBeacon } from '../drand/local-beacon.js'
import type { BeaconOption } from '../drand/option.js'
import type { Rules } from '../runtime/context.js'
import { mint } from '../runtime/currency.js'
import { writeImage } from '../runtime/image.js'
import { RUNTIME } from '../schema/version.js'
import { devPublicKey } from '../shield/dev-key.js'
import { createState, createStateReader, type State, type StateReader } from '../state/state.js'
import { readRoot, Store } from '../state/store.js'
import type { ForkedSubnet } from './forked.js'

export interface ForkStart {
  readonly fork: ForkedSubnet
  /** Of the chain that begins, but for its seed: signatures for it must count on no other chain. */
  readonly genesis: Genesis
  readonly rules: Rules
  readonly beacon: LocalBeacon | undefined
}

/**
 * Blocks of a chain that goes on from a fork: a genesis of its own, and the forked block with its own header and hash.
 * Signatures name the genesis, so those for the fork are void on the chain that was forked.
 */
export function forkedPast({ fork, genesis, rules, beacon }: ForkStart): readonly [Block, Block] {
  const { genesis: origin, hash, header, netuid } = fork
  const seed = `fork of ${origin} at ${hash}, subnet ${netuid}; ${genesis.seed}`
  const first = genesisBlock({ ...genesis, seed }, rules)
  const store = new Store()
  for (const [key, value] of fork.entries) store.set(key, value)
  const state = createState(store)
  // A fork is kept in the form of the devnet's own version.
  rules.migrate?.({ state, block: header.number }, RUNTIME.specVersion, fork.specVersion)
  writeImage(store, state, fork)
  writeSystem(state, fork, first.hash)
  writeDevelopment(state, genesis)
  if (beacon) state.Drand.BeaconConfig.set(beaconConfigOf(beacon))
  const { root } = store
  const timestamp = Number(state.Timestamp.Now.get())
  const block = { hash, header, extrinsics: [], sealed: root, root, changes: new Map(), timestamp }
  return [first, block]
}

function writeSystem({ System }: State, { header }: ForkedSubnet, genesisHash: string): void {
  System.Number.set(header.number)
  System.ParentHash.set(header.parentHash)
  System.Digest.set(header.digest)
  System.BlockHash.set(0, genesisHash)
}

/** Money of a dev account that has less than this is filled up. */
const POOR = raoPerTao

/** Keys that only a development chain has: sudo, its authors, money of the dev accounts, the known key of its shield. */
function writeDevelopment(state: State, { sudo, authors = [], balances }: Genesis): void {
  state.Aura.Authorities.set([...authors])
  state.Sudo.Key.set(sudo)
  state.MevShield.CurrentKey.set(devPublicKey)
  state.MevShield.NextKey.set(devPublicKey)
  const isDev = new Set(devAccounts.map(({ account }) => account))
  for (const [account, rao] of balances) {
    const { free } = state.System.Account.get(account).data
    // Between blocks there are no events.
    if (!isDev.has(account) || free < POOR) mint({ state, deposit: () => {} }, account, rao)
  }
}

/**
 * Beacon of a chain whose commits were made for the one that its state names. The devnet has the secret of its own alone,
 * so those of quicknet open with pulses that are fed.
 */
export function beaconOfState(state: StateReader): BeaconOption {
  const key = toHex(state.Drand.BeaconConfig.get().public_key)
  return key === toHex(quicknet.publicKey) ? 'quicknet' : 'local'
}

/** Typed state of a fork. */
export function stateOfFork({ entries }: Pick<ForkedSubnet, 'entries'>): StateReader {
  const store = new Store()
  for (const [key, value] of entries) store.set(key, value)
  return createStateReader(readRoot(store.root))
}
