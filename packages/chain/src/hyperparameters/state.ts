import { optionsOf, parseOptions } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { hasCall } from '../extrinsic/call.js'
import { parameter } from '../plan/parameters.js'
import type { BlockRef } from '../read/block.js'
import { type BlockReader, openBlock } from '../read/block-reader.js'
import { toEpochCount } from '../read/epoch-count.js'
import { type EpochCount, nextEpochBlock } from '../read/epoch-schedule.js'
import type { ValuesOf } from '../read/storage.js'
import { type OwnerRates, toOwnerRates } from './owner-rates.js'
import { hyperparameterReads, transactionIds } from './reads.js'
import { type HyperparameterName, type HyperparameterValues, hyperparameterNames, specOf } from './table.js'

/** The hyperparameters of a subnet at one block, with all that decides whether they can be changed. Times in blocks. */
export interface HyperparameterState {
  readonly netuid: number
  readonly block: BlockRef
  /** Coldkey of the owner. */
  readonly owner: string
  readonly values: HyperparameterValues
  /** Those whose storage or call the runtime does not have. */
  readonly missing: readonly HyperparameterName[]
  /** Uids that are taken. */
  readonly uids: number
  /** Fewest uids that a subnet may be given. */
  readonly minAllowedUids: number
  readonly maxMechanismCount: number
  /** The chain's own limits for the take of child hotkeys, 65535ths. */
  readonly childkeyTake: readonly [least: number, most: number]
  /** Least `activityCutoff`, on runtimes that still count it. */
  readonly minActivityCutoff: number
  readonly rates: OwnerRates
  /** Blocks before an epoch in which nothing can be changed. */
  readonly freezeWindow: number
  /** True if the next block is in that window. */
  readonly frozen: boolean
  /** First block in which changes are taken again; null when that is the next one, or none. */
  readonly frozenUntil: number | null
}

const schema = optionsOf({ netuid: parameter.netuid, at: parameter.at })

/** Reads of the first request of {@link readHyperparameters}. */
export const stateReads = (netuid: number) => ({
  ...hyperparameterReads.subnet({ netuid }),
  ...hyperparameterReads.lastChanges({ netuid }),
  stored: hyperparameterNames.map((name) => hyperparameterReads.value({ netuid, name })),
})

/**
 * Reads the hyperparameters of a subnet, at the given block or the best one. Throws SUBNET_UNKNOWN, and what
 * connections throw.
 */
export async function readHyperparameters(
  client: ChainClient,
  parameters: { readonly netuid: number; readonly at?: BlockRef | undefined },
): Promise<HyperparameterState> {
  const { netuid, at } = parseOptions(schema, parameters, 'hyperparameters')
  const { block, values } = await openBlock(client, { at, reads: stateReads(netuid) })
  if (!values.exists) throw chainError('SUBNET_UNKNOWN', { netuid })
  return toState(client, { block, netuid, values })
}

/** Completes a state from its first request, with one more: counters that have the owner in their key. */
export async function toState(
  client: ChainClient,
  read: {
    readonly block: BlockReader
    readonly netuid: number
    readonly values: ValuesOf<ReturnType<typeof stateReads>>
  },
): Promise<HyperparameterState> {
  const { block, netuid } = read
  const { stored, lastChanges, perTempo, versionKeyTempos, ...subnet } = read.values
  const { owner } = subnet
  const { transactions } = await block.getMany(hyperparameterReads.transactions({ netuid, owner }))
  const found = hyperparameterNames.flatMap((name, index) =>
    stored[index] === undefined ? [] : [[name, stored[index]] as const],
  )
  const values = Object.fromEntries(found) as HyperparameterValues
  const last = new Map(transactions.map((made, index) => [transactionIds[index] ?? -1, made]))
  return {
    netuid,
    block: block.block,
    owner,
    values,
    missing: hyperparameterNames.filter((name) => {
      const { pallet, name: call } = specOf(name).call
      return values[name] === undefined || !hasCall(client, { pallet, call })
    }),
    uids: subnet.uids,
    minAllowedUids: subnet.minAllowedUids,
    maxMechanismCount: subnet.maxMechanismCount,
    childkeyTake: [subnet.leastChildkeyTake, subnet.mostChildkeyTake],
    minActivityCutoff: subnet.minActivityCutoff,
    rates: toOwnerRates({ values, perTempo, versionKeyTempos, lastChanges, transactions: last }),
    ...toFreeze(toEpochCount(subnet), {
      netuid,
      freezeWindow: subnet.freezeWindow,
      block: block.block.number,
    }),
  }
}

function toFreeze(
  count: EpochCount,
  at: { readonly netuid: number; readonly freezeWindow: number; readonly block: number },
): Pick<HyperparameterState, 'freezeWindow' | 'frozen' | 'frozenUntil'> {
  const { netuid, freezeWindow, block } = at
  const [epoch, next] = [nextEpochBlock(count, netuid, block), block + 1]
  // Without epochs the window never opens.
  if (epoch === null) return { freezeWindow, frozen: freezeWindow > 0, frozenUntil: null }
  // The epoch of a block comes before its extrinsics, and opens the window again.
  const isTriggered = count.kind === 'stored' && count.pendingEpochAt > next
  const frozen = epoch > next && (isTriggered || epoch - next < freezeWindow)
  return { freezeWindow, frozen, frozenUntil: frozen ? epoch : null }
}
