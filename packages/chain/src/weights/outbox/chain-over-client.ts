import { checked, made, optionsOf, parseOptions } from '@subnetkit/base'
import type { ChainClient } from '../../connection/connect-chain.js'
import { broadcastExtrinsic } from '../../extrinsic/broadcast.js'
import { isFinal, readHashes } from '../../extrinsic/canonical.js'
import { readEvents } from '../../extrinsic/events.js'
import { signExtrinsic } from '../../extrinsic/sign.js'
import { trackExtrinsic } from '../../extrinsic/track.js'
import type { Signer } from '../../extrinsic/types.js'
import { parameter } from '../../plan/parameters.js'
import type { BlockRef } from '../../read/block.js'
import { openBlock } from '../../read/block-reader.js'
import { readPast } from '../../read/past.js'
import { storage } from '../../read/storage-items.js'
import { measureBlockTime } from '../block-time.js'
import { weightsReads } from '../reads.js'
import { toWeightRow } from '../row.js'
import { readTimelockedCommits, readTimelockedEpochs, readWeightsState } from '../state.js'
import { storageIndex } from '../storage-index.js'
import type { WeightsSubject } from '../weights-subject.js'
import type { OwnRow, WeightsChain } from './weights-chain.js'

/** Fields that determine the chain port of a subject; the signer signs only once the outbox submits. */
export const weightsChainFields = {
  client: made<ChainClient>('a client made by connectChain', 'ask', 'onHead'),
  signer: checked<Signer>(
    (value) => typeof Object(value).address === 'string',
    'the keypair or signer of a hotkey',
  ),
  netuid: parameter.netuid,
  mechanism: parameter.mechanism,
} as const
const schema = optionsOf(weightsChainFields)

/** The outbox's view of a chain, over one connection and signed by the hotkey. */
export function createWeightsChain(
  client: ChainClient,
  signer: Signer,
  { netuid, mechanism }: Omit<WeightsSubject, 'hotkey'>,
): WeightsChain {
  parseOptions(schema, { client, signer, netuid, mechanism }, 'createWeightsChain')
  const subnet = { netuid, mechanism }
  const subject: WeightsSubject = { netuid, mechanism, hotkey: signer.address }
  return {
    subject,
    genesis: client.api.genesisHash.toHex(),
    inclusionDeadlineMs: client.inclusionDeadlineMs,
    state: (at) =>
      at ? ofPast(at, readWeightsState(client, { ...subject, at })) : readWeightsState(client, subject),
    blockTimeMs: () => measureBlockTime(client),
    ownRow: (at) => ofPast(at, readOwnRow(client, subject, at)),
    timelockedCommits: (epoch, at) => ofPast(at, readTimelockedCommits(client, { ...subnet, epoch, at })),
    timelockedEpochs: (at) => ofPast(at, readTimelockedEpochs(client, { ...subnet, at })),
    revealedIn: (at) => ofPast(at, revealedIn(client, subject, at)),
    async hasPulse(round, at) {
      const { values } = await ofPast(at, openBlock(client, { at, reads: weightsReads.pulse({ round }) }))
      return values.pulse !== null
    },
    async blockAt(number) {
      const [hash] = await readHashes(client, number, number)
      return hash ? { number, hash } : null
    },
    onHead: client.onHead,
    turn: (work, options) => client.turns(signer.address, work, options),
    sign: (call, options) => signExtrinsic(client, signer, call, options),
    broadcast: (signed) => broadcastExtrinsic(client, signed),
    track: (signed, { signal, ...rest }) =>
      trackExtrinsic(client, signed, { ...rest, ...(signal && { signal }) }),
    isFinal: (block) => isFinal(client, block),
  }
}

/** Reads something of the past; throws CHAIN_HISTORY_MISSING where the node does not have that block's state. */
const ofPast = <T>(at: BlockRef, reading: Promise<T>) => readPast(at, 'reading weights', reading)

async function readOwnRow(
  client: ChainClient,
  subject: WeightsSubject,
  at: BlockRef,
): Promise<OwnRow | null> {
  const { netuid, hotkey } = subject
  const { block, values } = await openBlock(client, { at, reads: { uid: storage.Uids(netuid, hotkey) } })
  const { uid } = values
  if (uid === null) return null
  return { uid, row: toWeightRow(await block.get(storage.Weights(storageIndex(subject), uid))) }
}

/** The chain's own word that it opened a commit of the hotkey in a block. */
async function revealedIn(client: ChainClient, subject: WeightsSubject, at: BlockRef): Promise<boolean> {
  return (await readEvents(client, at)).some(({ event }) => {
    const [index, hotkey] = event.data
    return (
      revealNames.has(event.method) &&
      Number(index?.toString()) === storageIndex(subject) &&
      hotkey?.toString() === subject.hotkey
    )
  })
}

/** The second is its name on older runtimes. */
const revealNames = new Set(['TimelockedWeightsRevealed', 'CRV3WeightsRevealed'])
