import { oneOf, optionsOf, parseOptions, type SubnetError } from '@subnetkit/base'
import { z } from 'zod'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { parameter } from '../plan/parameters.js'
import type { BlockRef } from '../read/block.js'
import { type BlockReader, openBlock } from '../read/block-reader.js'
import { storage } from '../read/storage-items.js'
import { assembleMetagraph } from './assemble.js'
import type { SubnetColumns, SubnetSubject } from './columns.js'
import { readFromRuntime } from './from-runtime.js'
import { readFromStorage } from './from-storage.js'
import { type Metagraph, type MetagraphSource, metagraphSources } from './metagraph.js'
import { metagraphReads } from './reads.js'

/** Parameters of {@link readMetagraph}. */
export interface ReadMetagraphParameters {
  readonly netuid: number
  /**
   * Mechanism whose incentive and updates are read.
   * @default 0
   */
  readonly mechanism?: number | undefined
  /** Block to read at. @default the best one */
  readonly at?: BlockRef | undefined
  /**
   * Ways to read that may be taken, the first that the runtime offers.
   * @default all of {@link metagraphSources}
   */
  readonly sources?: readonly MetagraphSource[] | undefined
}

const schema = optionsOf({
  netuid: parameter.netuid,
  mechanism: parameter.mechanism.default(0),
  at: parameter.at,
  sources: z
    .array(oneOf(...metagraphSources), { error: 'a list of sources' })
    .readonly()
    .default(metagraphSources),
})

/**
 * Reads a subnet at one block: one storage request, which also opens the block, and one call of the runtime API, both
 * decoded by the metadata of the block's own runtime. `source` of the result names the method; the newest API returns
 * the used columns only, so that a subnet of 256 neurons takes about 30 kB.
 *
 * Throws SUBNET_UNKNOWN, MECHANISM_UNKNOWN, CHAIN_ANSWER_UNREADABLE; CHAIN_FEATURE_MISSING if the runtime offers none of
 * the methods; CHAIN_TIMEOUT and the other errors of the connection.
 */
export async function readMetagraph(
  client: ChainClient,
  parameters: ReadMetagraphParameters,
): Promise<Metagraph> {
  const { sources, at, ...subject } = parseOptions(schema, parameters, 'metagraph')
  const { block, values: beside } = await openBlock(client, { at, reads: metagraphReads.beside(subject) })
  const { source, columns } = await readColumns(block, subject, sources)
  return assembleMetagraph(subject, { block: block.block, source, columns, beside })
}

async function readColumns(
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
  const feature = `metagraph by ${sources.join(', ')}`
  throw chainError('CHAIN_FEATURE_MISSING', { feature, specVersion: block.specVersion })
}

async function whatIsUnknown(block: BlockReader, { netuid, mechanism }: SubnetSubject): Promise<SubnetError> {
  return (await block.get(storage.NetworksAdded(netuid)))
    ? chainError('MECHANISM_UNKNOWN', { netuid, mechanism })
    : chainError('SUBNET_UNKNOWN', { netuid })
}
