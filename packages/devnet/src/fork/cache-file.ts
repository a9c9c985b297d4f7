import { gunzipSync, gzipSync } from 'node:zlib'
import { reasonOf } from '@subnetkit/base'
import { z } from 'zod'
import { hashHeader, headerCodec } from '../chain/header.js'
import { decodeAll, fromHex, toHex } from '../codec/bytes.js'
import { blake2b256 } from '../codec/hash.js'
import type { ForkedSubnet } from './forked.js'

const NAME = 'subnetkit-fork'
/** Raised whenever older files would be read wrongly, or lack what is read today. */
const VERSION = 1
/** Most bytes of a file once it is unpacked. */
const MOST_BYTES = 1024 * 2 ** 20

const hex = z.string().regex(/^0x(?:[0-9a-f]{2})*$/)
const hash = z.string().regex(/^0x[0-9a-f]{64}$/)

const schema = z.strictObject({
  source: hash,
  netuid: z.number().int(),
  genesis: hash,
  header: hex,
  specVersion: z.number().int(),
  slotMs: z.number().int(),
  isFastBuild: z.boolean(),
  entries: z.array(z.tuple([z.string().regex(/^(?:[0-9a-f]{2})+$/), hex])),
  notes: z.array(z.string()),
})

/** A subnet in a file, and the endpoint that it was read from. */
export interface CachedFork {
  /** Digest of the endpoint, which may hold the key of an account. */
  readonly source: string
  readonly fork: ForkedSubnet
}

/** Names an endpoint without revealing it. */
export const sourceOf = (endpoint: string): string => toHex(blake2b256(new TextEncoder().encode(endpoint)))

/** Content of a cache file: a line that names it and the digest of the rest, which is packed. */
export function packFork({ source, fork }: CachedFork): Buffer {
  const { netuid, genesis, header, specVersion, slotMs, isFastBuild, notes } = fork
  const saved: z.input<typeof schema> = {
    source,
    netuid,
    genesis,
    header: toHex(headerCodec.enc(header)),
    specVersion,
    slotMs,
    isFastBuild,
    entries: fork.entries.map(([key, value]) => [key, toHex(value)]),
    notes: [...notes],
  }
  const body = gzipSync(JSON.stringify(saved), { level: 3 })
  return Buffer.concat([Buffer.from(`${NAME} ${VERSION} ${toHex(blake2b256(body))}\n`), body])
}

/** Reads what {@link packFork} made; throws a RangeError that says what is wrong with other content. */
export function unpackFork(file: Uint8Array): CachedFork {
  const end = file.subarray(0, 200).indexOf(0x0a)
  const [name, version, digest] = Buffer.from(file.subarray(0, Math.max(end, 0)))
    .toString('latin1')
    .split(' ')
  if (name !== NAME) throw new RangeError('is not the cache of a fork')
  if (version !== String(VERSION)) throw new RangeError(`has format ${version}, not ${VERSION}`)
  const body = file.subarray(end + 1)
  if (digest !== toHex(blake2b256(body))) throw new RangeError('is damaged or was not written to its end')
  return readSaved(body)
}

function readSaved(body: Uint8Array): CachedFork {
  try {
    const text = gunzipSync(body, { maxOutputLength: MOST_BYTES }).toString()
    const { source, header: encoded, entries, ...rest } = schema.parse(JSON.parse(text))
    const header = decodeAll(headerCodec, fromHex(encoded))
    const fork = {
      ...rest,
      header,
      hash: hashHeader(header),
      entries: entries.map(([key, value]) => [key, fromHex(value)] as const),
    }
    return { source, fork }
  } catch (error) {
    throw new RangeError(`cannot be read: ${reasonOf(error)}`, { cause: error })
  }
}
