import type { Extrinsic } from '@polkadot/types/interfaces'
import type { Registry } from '@polkadot/types/types'
import { hexToU8a, u8aToHex } from '@polkadot/util'
import { integer, optionsOf, parseOptions } from '@subnetkit/base'
import { encodeAddress } from '@subnetkit/wallet'
import { z } from 'zod'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { BlockRef } from '../read/block.js'
import { runtimeAt } from '../read/runtime-at.js'
import { calls } from './calls.js'
import { readBody, readHashes } from './canonical.js'
import type { CallParameters, Hex } from './types.js'

/** A remark that an account has signed into a block. */
export interface Remark {
  readonly block: BlockRef
  /** SS58 address. */
  readonly signer: string
  readonly bytes: Uint8Array
}

/** Parameters of {@link readRemarks}. */
export interface RemarksRead {
  /** First block. */
  readonly from: number
  /** Last block. */
  readonly to: number
  /** Bytes that extrinsics of interest contain: at least four. Others are not decoded. */
  readonly containing: readonly Uint8Array[]
  /** Called with the number of blocks that have been read. @default nothing */
  readonly onProgress?: ((blocks: number) => void) | undefined
}

const schema = optionsOf({
  from: integer(),
  to: integer(),
  containing: z.array(z.instanceof(Uint8Array).refine(({ length }) => length >= 4)),
  onProgress: z.custom<(blocks: number) => void>((value) => typeof value === 'function').optional(),
})

/** Block bodies requested at a time. */
const bodiesAtOnce = 8
/** Hashes in one request. */
const hashesAtOnce = 256

// As text: polkadot.js takes the length of bytes from the bytes themselves.
/** The call of a remark, which the chain keeps in its block and does nothing with. */
export const remarkCall = (bytes: Uint8Array): CallParameters => calls.remark(u8aToHex(bytes))

/**
 * Reads the remarks of a span of blocks that contain some bytes, the oldest first; one request for each block. Only extrinsics that
 * are remarks themselves count, not those in batches. Throws CONFIG_INVALID, CHAIN_HISTORY_MISSING.
 */
export async function readRemarks(client: ChainClient, parameters: RemarksRead): Promise<readonly Remark[]> {
  const { from, to, containing, onProgress } = parseOptions(schema, parameters, 'readRemarks')
  const wanted = containing.map((bytes) => Buffer.from(bytes).toString('hex'))
  const found: Remark[] = []
  for (let first = from; first <= to; first += hashesAtOnce) {
    const hashes = await readHashes(client, first, Math.min(to, first + hashesAtOnce - 1))
    for (let at = 0; at < hashes.length; at += bodiesAtOnce) {
      const some = hashes.slice(at, at + bodiesAtOnce).map((hash, offset): BlockRef => {
        const number = first + at + offset
        if (hash !== null) return { number, hash }
        throw chainError('CHAIN_HISTORY_MISSING', { block: number, operation: 'reading remarks' })
      })
      const bodies = await Promise.all(some.map((block) => readBody(client, block)))
      for (const [index, body] of bodies.entries()) {
        const hits = body.filter((extrinsic) => wanted.some((bytes) => extrinsic.includes(bytes)))
        if (hits.length > 0) found.push(...(await decodeRemarks(client, some[index]!, hits)))
      }
      onProgress?.(first + at + some.length - from)
    }
  }
  return found
}

async function decodeRemarks(
  client: ChainClient,
  block: BlockRef,
  extrinsics: readonly Hex[],
): Promise<readonly Remark[]> {
  const { registry } = await runtimeAt(client, await client.ready(), block)
  return extrinsics.flatMap((bytes) => {
    const extrinsic = decoded(registry, bytes)
    if (!extrinsic?.isSigned) return []
    const { method, signer } = extrinsic
    if (method.section !== 'system' || method.method !== 'remark') return []
    // An account stands in the last 32 bytes, with or without the variant of a MultiAddress.
    const account = encodeAddress(signer.toU8a().slice(-32))
    return [{ block, signer: account, bytes: method.args[0]!.toU8a(true) }]
  })
}

/** Null for an extrinsic of a form that polkadot.js does not know: anyone can put one into a block, and it is no remark. */
function decoded(registry: Registry, bytes: Hex): Extrinsic | null {
  try {
    return registry.createType<Extrinsic>('Extrinsic', hexToU8a(bytes))
  } catch {
    return null
  }
}
