import { withDeadline } from '@subnetkit/base'
import {
  type ChainClient,
  type Metagraph,
  readEpochHistory,
  readFinalized,
  readWeightRow,
} from '@subnetkit/chain'
import { type WatchSnapshot, watchSnapshotOf } from '@subnetkit/core'
import { restedReading } from './rested-reading.js'

interface ChainParts {
  readonly chain: ChainClient
  readonly netuid: number
  readonly mechanism: number
  readonly hotkey: string
  readonly metagraph: () => Promise<Metagraph>
}

/** Epochs that are read at first, and kept at most. */
const [firstEpochs, mostEpochs] = [8, 40]

/** Reads the newest epochs, each once. */
export function epochReadings({
  chain,
  netuid,
  mechanism,
}: ChainParts): () => Promise<readonly WatchSnapshot[]> {
  let known: readonly WatchSnapshot[] = []
  return restedReading(chain.clock, async () => {
    const after = known.at(-1)?.block ?? -1
    const { epochs } = await readEpochHistory(chain, { netuid, mechanism, epochs: firstEpochs, after })
    known = [...known, ...epochs.map(watchSnapshotOf)].slice(-mostEpochs)
    return known
  })
}

/** Reads the row of weights that the chain has of the validator. */
export function rowReadings(
  parts: ChainParts,
): () => Promise<readonly (readonly [uid: number, value: number])[]> {
  const { chain, netuid, mechanism, hotkey, metagraph } = parts
  return restedReading(chain.clock, async () => {
    const uid = (await metagraph()).neurons.find((neuron) => neuron.hotkey === hotkey)?.uid
    return uid === undefined ? [] : readWeightRow(chain, { netuid, mechanism, uid })
  })
}

/** Longest wait for the final block, in ms. */
const finalMs = 2_000

/** Reads the newest final block; null if the chain does not answer. */
export function finalReadings(chain: ChainClient): () => Promise<number | null> {
  const { clock } = chain
  return restedReading(clock, () =>
    withDeadline(readFinalized(chain), finalMs, () => new Error('no answer'), { clock }).then(
      ({ number }) => number,
      () => null,
    ),
  )
}
