import { callback, integer, isSubnetError, optionsOf, parseOptions } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { readHashes } from '../extrinsic/canonical.js'
import type { Metagraph } from '../metagraph/metagraph.js'
import { readMetagraph } from '../metagraph/read.js'
import { parameter } from '../plan/parameters.js'
import type { BlockRef } from '../read/block.js'
import { openBlock } from '../read/block-reader.js'
import { readPast } from '../read/past.js'
import { storage } from '../read/storage-items.js'
import type { WeightRow } from './outbox/weights-chain.js'
import { toWeightRow } from './row.js'
import { storageIndex } from './storage-index.js'

/** A subnet with its weights, as its epoch left it. */
export interface EpochWeights {
  readonly metagraph: Metagraph
  /** Rows by uid; empty for neurons without a permit. */
  readonly rows: readonly WeightRow[]
}

/** Parameters of {@link readEpochWeights}. */
export interface EpochWeightsParameters {
  readonly netuid: number
  /** 0 is the main one. @default 0 */
  readonly mechanism?: number | undefined
  /** Block to read at. @default the best one */
  readonly at?: BlockRef | undefined
}

/** Parameters of {@link readEpochHistory}. */
export interface EpochHistoryParameters extends Omit<EpochWeightsParameters, 'at'> {
  /** Most epochs to read, the newest ones. */
  readonly epochs: number
  /** Reads only epochs after this block. @default all */
  readonly after?: number | undefined
  /** Called after each epoch, the newest first. */
  readonly onEpoch?: ((epoch: EpochWeights) => void) | undefined
}

/** The epochs that a node has. */
export interface EpochHistory {
  /** In the order of their blocks. */
  readonly epochs: readonly EpochWeights[]
  /** Block that the node has pruned and an archive node has; null if nothing is missing. */
  readonly missingBlock: number | null
}

const subject = { netuid: parameter.netuid, mechanism: parameter.mechanism.default(0) }
const atBlock = optionsOf({ ...subject, at: parameter.at })
const ofHistory = optionsOf({
  ...subject,
  epochs: integer(1, 1_000),
  after: integer(-1, Number.MAX_SAFE_INTEGER).default(-1),
  onEpoch: callback<(epoch: EpochWeights) => void>().optional(),
})
const operation = 'reading the weights of an epoch'

/**
 * Reads a metagraph and the weights of all neurons with a permit at one block. Throws SUBNET_UNKNOWN, MECHANISM_UNKNOWN,
 * CHAIN_HISTORY_MISSING where the node has pruned the block, and the errors of the connection.
 */
export async function readEpochWeights(
  client: ChainClient,
  parameters: EpochWeightsParameters,
): Promise<EpochWeights> {
  const { netuid, mechanism, at } = parseOptions(atBlock, parameters, 'readEpochWeights')
  const reading = readMetagraph(client, { netuid, mechanism, at })
  const metagraph = at === undefined ? await reading : await readPast(at, operation, reading)
  const block = { number: metagraph.block, hash: metagraph.blockHash }
  const permitted = metagraph.neurons.filter(({ validatorPermit }) => validatorPermit)
  const index = storageIndex({ netuid, mechanism })
  const reads = { rows: permitted.map(({ uid }) => storage.Weights(index, uid)) }
  const { values } = await readPast(block, operation, openBlock(client, { at: block, reads }))
  const found = new Map(permitted.map(({ uid }, place) => [uid, toWeightRow(values.rows[place] ?? [])]))
  return { metagraph, rows: metagraph.neurons.map(({ uid }) => found.get(uid) ?? []) }
}

/**
 * Reads the newest epochs of a subnet, each at the block of its epoch: three requests for each. Where the node has pruned the rest,
 * it returns what there is. Throws the errors of {@link readEpochWeights}.
 */
export async function readEpochHistory(
  client: ChainClient,
  parameters: EpochHistoryParameters,
): Promise<EpochHistory> {
  const {
    netuid,
    mechanism,
    epochs: most,
    after,
    onEpoch,
  } = parseOptions(ofHistory, parameters, 'readEpochHistory')
  const epochs: EpochWeights[] = []
  let { lastStep } = await readMetagraph(client, { netuid, mechanism })
  let block = lastStep
  try {
    while (epochs.length < most && lastStep > Math.max(0, after)) {
      block = lastStep
      const [before, hash] = await readHashes(client, block - 1, block)
      if (!hash || !before) return { epochs: epochs.reverse(), missingBlock: block }
      const epoch = await readEpochWeights(client, { netuid, mechanism, at: { number: block, hash } })
      epochs.push(epoch)
      onEpoch?.(epoch)
      const parent = { number: block - 1, hash: before }
      const opening = openBlock(client, {
        at: parent,
        reads: { step: storage.LastMechansimStepBlock(netuid) },
      })
      const { step } = (await readPast(parent, operation, opening)).values
      // Each is earlier than the one before: a chain that says otherwise must not keep this going.
      lastStep = step < block ? step : 0
    }
    return { epochs: epochs.reverse(), missingBlock: null }
  } catch (error) {
    if (!isSubnetError(error, 'CHAIN_HISTORY_MISSING')) throw error
    return { epochs: epochs.reverse(), missingBlock: block }
  }
}
