import { compactToU8a, hexToU8a, u8aConcat } from '@polkadot/util'
import { blake2AsHex } from '@polkadot/util-crypto'
import { z } from 'zod'
import type { BlockRef } from './block.js'

const hash = z.string().regex(/^0x[0-9a-f]{64}$/i)
const bytes = z.string().regex(/^0x(?:[0-9a-f]{2})*$/i)

const headerSchema = z.object({
  parentHash: hash,
  number: z.string().regex(/^0x[0-9a-f]{1,8}$/i),
  stateRoot: hash,
  extrinsicsRoot: hash,
  digest: z.object({ logs: z.array(bytes) }),
})

/** Number and hash of a header as the node sends it, which is without its hash; null when it is none. */
export function blockOfHeader(json: unknown): BlockRef | null {
  const parsed = headerSchema.safeParse(json)
  if (!parsed.success) return null
  const { parentHash, number, stateRoot, extrinsicsRoot, digest } = parsed.data
  const encoded = u8aConcat(
    hexToU8a(parentHash),
    compactToU8a(Number(number)),
    hexToU8a(stateRoot),
    hexToU8a(extrinsicsRoot),
    compactToU8a(digest.logs.length),
    ...digest.logs.map((log) => hexToU8a(log)),
  )
  return { number: Number(number), hash: blake2AsHex(encoded, 256) }
}
