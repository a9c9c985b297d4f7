import { type Header, hashHeader } from '../chain/header.js'
import { decodeAll, fromHex } from '../codec/bytes.js'
import { devnetError } from '../dev/error.js'
import { digestItem } from '../schema/types/system.js'
import type { ForkClient } from './client.js'
import { lie } from './lies.js'

/** Block that a fork starts from: a number, a hash, or the newest final one. */
export type ForkBlock = number | string | 'latest'

/** A block of another chain, whose header has its hash. */
export interface PinnedBlock {
  readonly genesis: string
  readonly hash: string
  readonly header: Header
}

const HASH = /^0x[0-9a-f]{64}$/

/** Hash of the node's block 0, which identifies its chain. */
export const genesisOf = (client: ForkClient): Promise<string> => hashFrom(client, 'chain_getBlockHash', [0])

/** Pins a final block of the node's chain. FORK_BLOCK for one that it does not have, or that is not final. */
export async function pinBlock(client: ForkClient, block: ForkBlock): Promise<PinnedBlock> {
  const genesis = await genesisOf(client)
  const final = await hashFrom(client, 'chain_getFinalizedHead', [])
  const newest = await headerOf(client, final)
  if (block === 'latest') return begun(genesis, final, newest)
  if (typeof block === 'string') return isFinal(client, genesis, newest, block, await headerOf(client, block))
  if (block > newest.number) throw notFinal(block, newest)
  const hash = await hashFrom(client, 'chain_getBlockHash', [block])
  const header = await headerOf(client, hash)
  if (header.number !== block) throw lie(client.host, `block ${block} is given the number ${header.number}`)
  return begun(genesis, hash, header)
}

/** Refuses a node that serves another chain, or another block of that height, than when the reading began. */
export async function checkStillThere(
  client: ForkClient,
  { genesis, hash, header }: PinnedBlock,
): Promise<void> {
  if ((await genesisOf(client)) !== genesis) throw lie(client.host, 'it changed to another chain meanwhile')
  if ((await hashFrom(client, 'chain_getBlockHash', [header.number])) !== hash) {
    throw lie(client.host, `block ${header.number} is another one than the final block that was read`)
  }
}

/** A hash that a caller has read elsewhere may be of a block that the chain has left. */
async function isFinal(
  client: ForkClient,
  genesis: string,
  newest: Header,
  hash: string,
  header: Header,
): Promise<PinnedBlock> {
  if (header.number > newest.number) throw notFinal(header.number, newest)
  if ((await hashFrom(client, 'chain_getBlockHash', [header.number])) !== hash) {
    throw devnetError('FORK_BLOCK', { detail: `${hash} is not on the chain of the endpoint` })
  }
  return begun(genesis, hash, header)
}

function begun(genesis: string, hash: string, header: Header): PinnedBlock {
  if (header.number > 0) return { genesis, hash, header }
  throw devnetError('FORK_BLOCK', { detail: 'block 0 has no subnet to go on with' })
}

const notFinal = (number: number, newest: Header) =>
  devnetError('FORK_BLOCK', {
    detail: `block ${number} is not final: the newest that is has number ${newest.number}`,
  })

async function hashFrom(client: ForkClient, method: string, params: readonly unknown[]): Promise<string> {
  const given = await client.call(method, params)
  if (given === null) throw devnetError('FORK_BLOCK', { detail: `the endpoint has no block ${params[0]}` })
  if (typeof given === 'string' && HASH.test(given)) return given
  throw lie(client.host, `${method} is not answered with a hash`)
}

/** The header of a block, whose hash it must have. */
async function headerOf(client: ForkClient, hash: string): Promise<Header> {
  const given = await client.call('chain_getHeader', [hash])
  if (given === null) throw devnetError('FORK_BLOCK', { detail: `the endpoint has no block ${hash}` })
  const header = readHeader(client.host, given)
  if (hashHeader(header) !== hash) throw lie(client.host, `the header of block ${hash} has another hash`)
  return header
}

/** Reads a header from JSON. */
export function readHeader(host: string, given: unknown): Header {
  try {
    const { parentHash, number, stateRoot, extrinsicsRoot, digest } = given as Record<string, unknown>
    const { logs } = digest as { logs: readonly string[] }
    const isHex = [parentHash, stateRoot, extrinsicsRoot].every((hash) => HASH.test(String(hash)))
    if (!isHex || !/^0x[0-9a-f]{1,8}$/.test(String(number))) throw new RangeError('a field is not 0x-hex')
    return {
      parentHash: parentHash as string,
      number: Number(number),
      stateRoot: stateRoot as string,
      extrinsicsRoot: extrinsicsRoot as string,
      digest: { logs: logs.map((item) => decodeAll(digestItem.codec, fromHex(item))) },
    }
  } catch (cause) {
    throw lie(host, 'a header cannot be read', cause)
  }
}
