import { reasonOf } from '@subnetkit/base'
import type { Block } from '../chain/block.js'
import type { Chain } from '../chain/chain.js'
import { feedPulse, type GivenPulse, type HeldPulse, publishPulse } from '../drand/feed.js'
import type { LocalBeacon } from '../drand/local-beacon.js'
import { mint } from '../runtime/currency.js'
import type { PalletName } from '../schema/schema.js'
import { createState } from '../state/state.js'
import { toAccount } from './account.js'
import { minesUntilEpoch } from './epoch.js'
import { devnetError } from './error.js'
import { type Impersonated, impersonate } from './impersonation.js'
import { createSnapshots } from './snapshots.js'
import { type ItemOf, type KeysOfItem, setStorage, type ValueOfItem } from './storage.js'
import { atOnce } from './turns.js'

/** A block as reported to a developer. */
export interface BlockSummary {
  readonly hash: string
  readonly number: number
  /** Unix time in milliseconds. */
  readonly timestamp: number
}

/** Operations that developers have and users do not. The `dev_*` methods offer the same over the wire. */
export interface DeveloperApi {
  /** Makes blocks from the pool; returns the last one's hash. Throws BAD_NUMBER for less than one. */
  mine(count?: number): string
  /** Makes blocks until one has run an epoch of the subnet, and returns it. Throws NO_EPOCH if none can come. */
  mineUntilEpoch(netuid: number): BlockSummary
  /** Sets the time of the next block in Unix milliseconds, later than the head's. */
  setNextTimestamp(timestamp: number): void
  /** Snapshots state, blocks, pool and clock; returns an id. Takes constant time. */
  snapshot(): string
  /**
   * Reverts to a snapshot: state, blocks, pool and clock. Invalidates the id and those taken after it. Clients that
   * subscribe to heads or storage get the old head and the old values. Throws UNKNOWN_SNAPSHOT for other ids.
   */
  revert(id: string): void
  /** Mints rao to an account, at once. Throws BAD_NUMBER below one rao or below the existential deposit. */
  fund(account: string, rao: bigint): void
  /** Sends calls as an account without its key, or as `root`. */
  impersonate(account: string): Impersonated
  /**
   * Writes a storage item, at once and unchecked by any rule; `undefined` removes it. The next block includes the
   * change. Throws BAD_STORAGE if keys or value do not fit the schema.
   *
   * @example
   * devnet.setStorage('SubtensorModule', 'Tempo', [1], 10)
   */
  setStorage<P extends PalletName, I extends ItemOf<P>>(
    pallet: P,
    item: I,
    keys: KeysOfItem<P, I>,
    value: ValueOfItem<P, I> | undefined,
  ): void
  /**
   * Switches the chain to a runtime of another version, at once: clients are notified, and signatures for the previous
   * version are no longer valid. A version older than the devnet's own lacks later metadata and calls, and follows
   * older rules where docs/devnet-conformance.md lists them. Throws BAD_NUMBER for an invalid version.
   */
  upgradeRuntime(specVersion: number): void
  /**
   * Feeds the chain a pulse of the public quicknet, as returned by drand's HTTP API, or of the chain's own beacon.
   * Commits that wait for its round are revealed in their reveal epoch. Throws BAD_PULSE if it is forged, or older than
   * the rounds that the chain keeps.
   */
  feedPulse(pulse: GivenPulse): HeldPulse
  /**
   * Signs a round of the chain's own beacon now, even a future one; the newest by default.
   * Throws BAD_PULSE if the chain has no beacon of its own.
   */
  pulse(round?: number | bigint): HeldPulse
}

/** Creates a chain's developer interface. */
export function createDeveloperApi(chain: Chain, beacon?: LocalBeacon): DeveloperApi {
  const snapshots = createSnapshots(chain)
  return {
    mine(count = 1) {
      if (!Number.isSafeInteger(count) || count < 1) {
        throw badNumber('mine', count, 'an integer of 1 or more')
      }
      for (let made = 0; made < count; made++) chain.mine()
      return chain.head.hash
    },
    mineUntilEpoch(netuid) {
      return summaryOf(atOnce(minesUntilEpoch(chain, netuid)))
    },
    setNextTimestamp(timestamp) {
      if (!Number.isSafeInteger(timestamp) || timestamp <= chain.head.timestamp) {
        throw badNumber(
          'setNextTimestamp',
          timestamp,
          `a time after that of the head, ${chain.head.timestamp}`,
        )
      }
      chain.setNextTimestamp(timestamp)
    },
    snapshot: () => snapshots.take(),
    revert: (id) => snapshots.revert(id),
    fund: (address, rao) => fund(chain, toAccount(address), rao),
    impersonate: (account) => impersonate(chain, account),
    setStorage: (pallet, item, keys, value) => setStorage(chain, { pallet, item }, keys as unknown[], value),
    upgradeRuntime: (specVersion) => upgradeRuntime(chain, specVersion),
    feedPulse: (pulse) => feedPulse(chain, pulse),
    pulse: (round) => publishPulse(chain, beacon, round),
  }
}

/** A block as its developer sees it. */
export const summaryOf = ({ hash, header, timestamp }: Block): BlockSummary => ({
  hash,
  number: header.number,
  timestamp,
})

function upgradeRuntime(chain: Chain, specVersion: number): void {
  if (!Number.isSafeInteger(specVersion) || specVersion < 1 || specVersion > 0xffff_ffff) {
    throw badNumber('upgradeRuntime', specVersion, 'a spec version from 1 to 4294967295')
  }
  chain.upgrade({ ...chain.image, specVersion })
}

function fund(chain: Chain, account: string, rao: bigint): void {
  if (typeof rao !== 'bigint' || rao < 1n || rao > 0xffff_ffff_ffff_ffffn) {
    throw badNumber('fund', rao, 'a bigint of rao from 1n to 2n ** 64n - 1n')
  }
  chain.edit((store) => {
    try {
      // Between blocks there are no events.
      mint({ state: createState(store), deposit: () => {} }, account, rao)
    } catch (error) {
      throw badNumber('fund', rao, `an amount that the account can take (${reasonOf(error)})`)
    }
  })
}

const badNumber = (what: string, given: unknown, expected: string) =>
  devnetError('BAD_NUMBER', { what, given: String(given), expected })
