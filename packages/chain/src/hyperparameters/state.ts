import type { ChainClient } from '../connection/connect-chain.js'
import { nextEpochBlock } from '../epochs.js'
import { chainError } from '../errors/chain-error.js'
import type { BlockRef } from '../read/block.js'
import { readEpochs } from '../read/epochs.js'
import { readMany, type StorageRead } from '../read/read-many.js'
import { hasCall } from '../read/runtime.js'
import { type ChainView, openView, subtensor } from '../read/view.js'
import { type OwnerRates, readOwnerRates } from './owner-rates.js'
import { type HyperparameterName, type HyperparameterValues, hyperparameterNames, specOf } from './table.js'
import { readValue } from './value.js'

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
  /** Whether the next block lies in that window. */
  readonly frozen: boolean
  /** First block in which changes are taken again; null when that is the next one, or none. */
  readonly frozenUntil: number | null
}

/**
 * Reads the hyperparameters of a subnet, at the given block or the best one. Throws SUBNET_UNKNOWN, and what
 * connections throw.
 */
export async function readHyperparameters(
  client: ChainClient,
  netuid: number,
  at?: BlockRef,
): Promise<HyperparameterState> {
  const view = await openView(client, at)
  if (!(await subtensor.flag(view, 'NetworksAdded', netuid))) throw chainError('SUBNET_UNKNOWN', { netuid })
  const values = await readHyperparameterValues(view, netuid, hyperparameterNames)
  const owner = await subtensor.text(view, 'SubnetOwner', netuid)
  const [uids, minAllowedUids, maxMechanismCount, least, most, minActivityCutoff, rates, freeze] =
    await Promise.all([
      subtensor.number(view, 'SubnetworkN', netuid),
      subtensor.numberOr(view, 0, 'MinAllowedUids', netuid),
      subtensor.numberOr(view, 1, 'MaxMechanismCount'),
      subtensor.numberOr(view, 0, 'MinChildkeyTake'),
      subtensor.numberOr(view, 65_535, 'MaxChildkeyTake'),
      subtensor.numberOr(view, 0, 'MinActivityCutoff'),
      readOwnerRates(view, netuid, owner, values),
      readFreeze(view, netuid),
    ])
  const missing = hyperparameterNames.filter((name) => {
    const { call } = specOf(name)
    return values[name] === undefined || !hasCall(client, call.pallet, call.name)
  })
  return {
    netuid,
    block: view.block,
    owner,
    values,
    missing,
    uids,
    minAllowedUids,
    maxMechanismCount,
    childkeyTake: [least, most],
    minActivityCutoff,
    rates,
    ...freeze,
  }
}

/** Values by name, in one request; what the runtime does not have is left out. */
export async function readHyperparameterValues(
  view: ChainView,
  netuid: number,
  names: readonly HyperparameterName[],
): Promise<HyperparameterValues> {
  const reads = names.map((name): [HyperparameterName, StorageRead] => [
    name,
    ['SubtensorModule', specOf(name).storage, [netuid]],
  ])
  const stored = await readMany(
    view.client,
    view.block.hash,
    Object.fromEntries(reads) as Record<HyperparameterName, StorageRead>,
  )
  const found = names.flatMap((name) => {
    const codec = stored[name]
    return codec === undefined ? [] : [[name, readValue(name, codec)] as const]
  })
  return Object.fromEntries(found) as HyperparameterValues
}

async function readFreeze(
  view: ChainView,
  netuid: number,
): Promise<Pick<HyperparameterState, 'freezeWindow' | 'frozen' | 'frozenUntil'>> {
  const [freezeWindow, { count }] = await Promise.all([
    subtensor.numberOr(view, 0, 'AdminFreezeWindow'),
    readEpochs(view, netuid),
  ])
  const epoch = nextEpochBlock(count, netuid, view.block.number)
  // Without epochs the window never opens.
  if (epoch === null) return { freezeWindow, frozen: freezeWindow > 0, frozenUntil: null }
  // The epoch of a block comes before its extrinsics, and opens the window again.
  const isTriggered = count.kind === 'stored' && count.pendingEpochAt > view.next
  const frozen = epoch > view.next && (isTriggered || epoch - view.next < freezeWindow)
  return { freezeWindow, frozen, frozenUntil: frozen ? epoch : null }
}
