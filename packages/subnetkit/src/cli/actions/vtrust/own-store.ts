import { isSubnetError } from '@subnetkit/base'
import type { ChainClient, Metagraph } from '@subnetkit/chain'
import type { WatchSnapshot } from '@subnetkit/core'
import type { SamplingNoise, Store } from '@subnetkit/core/validator'
import type { Context } from '../../context/context.js'
import { openValidatorStore } from '../../run/open-store.js'

/** Facts of the validator’s store, beside those of the chain. */
export interface OwnStore {
  /** Null with too few rounds. */
  readonly noise: SamplingNoise | null
  readonly version: {
    /** Version that scores its rounds. */
    readonly own: string
    /** Least version key of weights that the subnet takes. */
    readonly least: string
    /** Version that the owner has activated, and its block; null without one. */
    readonly activated: { readonly version: string; readonly block: number } | null
    /** True if it scores with another version than the activated one, or one below the least. */
    readonly differs: boolean
  }
}

interface OwnStoreParts {
  readonly store: Store
  /** Version of its subnet, before any is activated. */
  readonly version: string
  readonly metagraph: Pick<Metagraph, 'netuid' | 'parameters' | 'block'>
  readonly snapshot: WatchSnapshot
  readonly hotkey: string
}

/** Reads the store of a validator on this machine; null where there is none that holds this hotkey. */
export async function readOwnStore(
  context: Context,
  client: ChainClient,
  {
    metagraph,
    snapshot,
    hotkey,
    directory,
  }: {
    readonly metagraph: Metagraph
    readonly snapshot: WatchSnapshot
    readonly hotkey: string
    readonly directory: string | undefined
  },
): Promise<OwnStore | null> {
  const opened = await openValidatorStore(context, directory).catch((error: unknown) => {
    if (directory === undefined && isSubnetError(error)) return null
    throw error
  })
  if (opened === null || opened.validator.hotkey !== hotkey || opened.validator.netuid !== metagraph.netuid)
    return null
  const { store, validator } = opened
  return ownStoreOf(client, { store, version: validator.version, metagraph, snapshot, hotkey })
}

/** Reads what the store of a validator adds to the facts of the chain. */
export async function ownStoreOf(
  client: ChainClient,
  { store, version: usual, metagraph, snapshot, hotkey }: OwnStoreParts,
): Promise<OwnStore> {
  const { readActivation, samplingNoise } = await import('@subnetkit/core/validator')
  const own = snapshot.neurons.find((neuron) => neuron.hotkey === hotkey)
  const total = own?.weights.reduce((sum, [, weight]) => sum + weight, 0) ?? 0
  const weights = new Map(
    own?.weights.flatMap(([uid, weight]) => {
      const miner = snapshot.neurons[uid]
      return miner && miner.hotkey !== hotkey ? [[miner.hotkey, weight / total] as const] : []
    }),
  )
  const folded = await store.foldedRounds({ limit: mostRounds })
  const from = folded[0]?.round.number
  const changes = from === undefined ? [] : await store.scoreChanges({ from })
  const { activation } = await readActivation(client, { netuid: metagraph.netuid })
  const version = (await store.activeVersion()) ?? usual
  const least = metagraph.parameters.weightsVersion
  const isInForce = activation !== null && activation.block <= metagraph.block
  const isBehind = isInForce && activation.version !== version
  return {
    noise: samplingNoise(changes, await store.scores(), weights),
    version: {
      ...{ own: version, least: String(least), differs: isBehind || BigInt(version) < least },
      activated: isInForce ? { version: activation.version, block: activation.block } : null,
    },
  }
}

/** Rounds that the noise is estimated from, at most. */
const mostRounds = 200
