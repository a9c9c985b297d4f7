import type { Codec } from '@polkadot/types/types'
import { isSubnetError } from '@subnetkit/base'
import type { ChainClient } from '../../connection/connect-chain.js'
import { chainError } from '../../errors/chain-error.js'
import { broadcast } from '../../extrinsic/broadcast.js'
import { isFinalBlock } from '../../extrinsic/canonical.js'
import { follow } from '../../extrinsic/follow.js'
import { sign } from '../../extrinsic/sign.js'
import type { Signer } from '../../extrinsic/types.js'
import type { BlockRef } from '../../read/block.js'
import { readMany } from '../../read/read-many.js'
import { optional, toNumber } from '../../read/runtime.js'
import { measureBlockTime } from '../block-time.js'
import { readWeightRow } from '../row.js'
import { readTimelockedCommits, readTimelockedEpochs, readWeightsState, storageIndex } from '../state.js'
import type { WeightsSubject } from '../weights-subject.js'
import type { OwnRow, WeightsChain } from './port.js'

/** The outbox's view of a chain, over one connection and signed by the hotkey. */
export function createWeightsChain(
  client: ChainClient,
  signer: Signer,
  subnet: Omit<WeightsSubject, 'hotkey'>,
): WeightsChain {
  const { netuid, mechanism } = subnet
  const subject: WeightsSubject = { netuid, mechanism, hotkey: signer.address }
  return {
    subject,
    genesis: client.api.genesisHash.toHex(),
    inclusionDeadlineMs: client.inclusionDeadlineMs,
    state: (at) =>
      at ? ofPast(at, readWeightsState(client, subject, at)) : readWeightsState(client, subject),
    blockTimeMs: () => measureBlockTime(client),
    ownRow: (at) => ofPast(at, readOwnRow(client, subject, at)),
    timelockedCommits: (epoch, at) => ofPast(at, readTimelockedCommits(client, subject, epoch, at.hash)),
    timelockedEpochs: (at) => ofPast(at, readTimelockedEpochs(client, subject, at.hash)),
    revealedIn: (at) => ofPast(at, revealedIn(client, subject, at)),
    async hasPulse(round, at) {
      const { pulse } = await ofPast(at, readMany(client, at.hash, { pulse: ['Drand', 'Pulses', [round]] }))
      return pulse !== undefined && optional(pulse) !== null
    },
    async blockAt(number) {
      const operation = 'chain_getBlockHash'
      const hash = await client.ask(operation, client.api.rpc.chain.getBlockHash(number))
      return hash.isEmpty ? null : { number, hash: hash.toHex() }
    },
    onHead: client.onHead,
    turn: (work, options) => client.turns(signer.address, work, options),
    sign: (call, options) => sign(client, signer, call, options),
    broadcast: (signed) => broadcast(client, signed),
    track: (signed, { signal, ...rest }) => follow(client, signed, { ...rest, ...(signal && { signal }) }),
    isFinal: (block) => isFinalBlock(client, block),
  }
}

/** What nodes and polkadot.js say of a block whose state, or all of which, is not there any more. */
const forgotten = /state already discarded|unknown ?block|unable to retrieve header|header was not found/i

/** Reads something at a block; throws CHAIN_HISTORY_MISSING where the node does not have that block's state. */
async function ofPast<T>(at: BlockRef, reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    const { message } = Object(error) as { message?: unknown }
    const theirs =
      isSubnetError(error, 'CHAIN_CALL_REFUSED') || isSubnetError(error, 'CHAIN_ANSWER_UNREADABLE')
    const ours = isSubnetError(error) && !theirs
    if (ours || typeof message !== 'string' || !forgotten.test(message)) throw error
    const details = { block: at.number, operation: 'reading weights' }
    throw chainError('CHAIN_HISTORY_MISSING', details, { cause: error })
  }
}

async function readOwnRow(
  client: ChainClient,
  subject: WeightsSubject,
  at: BlockRef,
): Promise<OwnRow | null> {
  const { netuid, hotkey } = subject
  const found = await readMany(client, at.hash, { uid: ['SubtensorModule', 'Uids', [netuid, hotkey]] })
  const stored = found.uid ? optional(found.uid) : null
  if (stored === null) return null
  const uid = toNumber(stored)
  return { uid, row: await readWeightRow(client, subject, uid, at.hash) }
}

/** The chain's own word that it opened a commit of the hotkey in a block. */
async function revealedIn(client: ChainClient, subject: WeightsSubject, at: BlockRef): Promise<boolean> {
  const { events } = await readMany(client, at.hash, { events: ['System', 'Events', []] })
  if (!events) return false
  return [...(events as unknown as Iterable<EventRecord>)].some(({ event }) => {
    if (!revealNames.has(event.method)) return false
    const [index, hotkey] = event.data
    return (
      index !== undefined &&
      toNumber(index) === storageIndex(subject) &&
      hotkey?.toString() === subject.hotkey
    )
  })
}

/** The second is its name on older runtimes. */
const revealNames = new Set(['TimelockedWeightsRevealed', 'CRV3WeightsRevealed'])

interface EventRecord {
  readonly event: { readonly method: string; readonly data: readonly Codec[] }
}
