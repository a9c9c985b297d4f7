import { SubnetError } from '../../errors/subnet-error.js'
import { nextEpochBlock } from '../../weights/epochs.js'
import type { ChainClient } from '../client.js'
import { readEpochs } from '../internal/epochs.js'
import { readMany, type StorageRead } from '../internal/read-many.js'
import { hasCall, toNumber } from '../internal/runtime.js'
import { type ChainView, openView, subtensor } from '../internal/view.js'
import type { BlockRef } from '../port.js'
import {
  type HyperparameterName,
  type HyperparameterValues,
  hyperparameterNames,
  type OwnerPause,
  specOf,
} from './table.js'
import { readValue } from './value.js'

/** When the owner may change a hyperparameter. */
export interface OwnerRate {
  /** Blocks between two changes. */
  readonly limit: number
  /** Block of the last change, 0 for never. */
  readonly last: number
}

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
  readonly rates: { readonly [Name in HyperparameterName]?: OwnerRate }
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
  if (!(await subtensor.flag(view, 'NetworksAdded', netuid)))
    throw new SubnetError('SUBNET_UNKNOWN', { netuid })
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
      readRates(view, netuid, owner, values),
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

async function readRates(
  view: ChainView,
  netuid: number,
  owner: string,
  values: HyperparameterValues,
): Promise<HyperparameterState['rates']> {
  const tempo = values.tempo ?? 0
  const perTempo = await subtensor.numberOr(view, 0, 'OwnerHyperparamRateLimit')
  const rates = await Promise.all(
    hyperparameterNames.map(async (name) => {
      const { pause } = specOf(name)
      if (pause === null || values[name] === undefined) return []
      const [limit, last] = await Promise.all([
        pauseBlocks(view, pause, tempo, perTempo),
        lastChange(view, netuid, owner, pause),
      ])
      return last === null ? [] : [[name, { limit, last }] as const]
    }),
  )
  return Object.fromEntries(rates.flat())
}

async function pauseBlocks(
  view: ChainView,
  pause: OwnerPause,
  tempo: number,
  perTempo: number,
): Promise<number> {
  if (pause.kind === 'tempos') return tempo * perTempo
  return 'blocks' in pause ? pause.blocks : tempo * (await subtensor.numberOr(view, 0, pause.tempos))
}

/** Block of the owner's last change, 0 for never, null where the runtime counts no such thing. */
async function lastChange(
  view: ChainView,
  netuid: number,
  owner: string,
  pause: OwnerPause,
): Promise<number | null> {
  if (pause.kind === 'transaction') {
    return subtensor.numberOr(view, 0, 'TransactionKeyLastBlock', owner, netuid, pause.id)
  }
  const key =
    pause.kind === 'ownerHotkey'
      ? { SetSNOwnerHotkey: netuid }
      : { OwnerHyperparamUpdate: [netuid, pause.name] }
  if (!knowsRateKey(view, key)) return null
  return toNumber(await view.read('SubtensorModule', 'LastRateLimitedBlock', key))
}

/** Names of limits come and go with runtimes: polkadot.js refuses to encode one that this runtime does not have. */
function knowsRateKey(view: ChainView, key: object): boolean {
  const entry = view.client.api.query.subtensorModule?.lastRateLimitedBlock
  if (!entry) return false
  try {
    entry.key(key)
    return true
  } catch {
    return false
  }
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
