import { checkIntegers, type SubnetError } from '@subnetkit/base'
import { type ChainClient, readHead } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { BlockRef } from '../read/block.js'
import { type BlockReader, openBlock } from '../read/block-reader.js'
import { assembleMetagraph, readBeside } from './assemble.js'
import type { SubnetColumns, SubnetSubject } from './columns.js'
import { readFromRuntime } from './from-runtime.js'
import { readFromStorage } from './from-storage.js'
import { type Metagraph, type MetagraphSource, metagraphSources } from './metagraph.js'

/** Options of {@link readMetagraph}. */
export interface ReadMetagraphOptions {
  /**
   * Mechanism whose incentive and updates are read.
   * @default 0
   */
  readonly mechanism?: number
  /** Block to read at. @default the best one */
  readonly at?: BlockRef
  /**
   * Ways to read that may be taken, the first that the runtime offers.
   * @default all of {@link metagraphSources}
   */
  readonly sources?: readonly MetagraphSource[]
}

/**
 * Reads a subnet at one block: one call of the runtime API, and beside it one storage request for what that does not
 * tell. Everything is read by the metadata of the block's own runtime. `source` of the result says how; the newest
 * API answers for the columns that are used and no others, so that a subnet of 256 neurons takes about 30 kB.
 *
 * Throws SUBNET_UNKNOWN, MECHANISM_UNKNOWN, CHAIN_ANSWER_UNREADABLE; CHAIN_FEATURE_MISSING when the runtime offers
 * none of the ways; CHAIN_TIMEOUT and what else the connection throws.
 */
export async function readMetagraph(
  client: ChainClient,
  netuid: number,
  options: ReadMetagraphOptions = {},
): Promise<Metagraph> {
  const { mechanism = 0, sources = metagraphSources } = options
  const subject = { netuid, mechanism }
  checkIntegers('metagraph', subject, 0)
  const block = await openBlock(client, options.at ?? (await readHead(client)))
  const [beside, { source, columns }] = await Promise.all([
    readBeside(block, netuid),
    readColumns(client, block, subject, sources),
  ])
  return assembleMetagraph(subject, block, source, columns, beside)
}

async function readColumns(
  client: ChainClient,
  block: BlockReader,
  subject: SubnetSubject,
  sources: readonly MetagraphSource[],
): Promise<{ readonly source: MetagraphSource; readonly columns: SubnetColumns }> {
  for (const source of sources) {
    const columns =
      source === 'storage'
        ? await readFromStorage(block, subject)
        : await readFromRuntime(block, source, subject)
    if (columns === null) throw await whatIsUnknown(block, subject)
    if (columns !== 'missing') return { source, columns }
  }
  throw chainError('CHAIN_FEATURE_MISSING', {
    feature: `metagraph by ${sources.join(', ')}`,
    specVersion: client.api.runtimeVersion.specVersion.toNumber(),
  })
}

async function whatIsUnknown(block: BlockReader, { netuid, mechanism }: SubnetSubject): Promise<SubnetError> {
  const [exists] = await block.read([['NetworksAdded', netuid]])
  return exists === true
    ? chainError('MECHANISM_UNKNOWN', { netuid, mechanism })
    : chainError('SUBNET_UNKNOWN', { netuid })
}
