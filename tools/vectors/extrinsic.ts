import type { SigningRequest } from '@subnetkit/chain'
import {
  assembleExtrinsic,
  signedBytes,
  signingPayload,
  subtensorExtensions,
} from '@subnetkit/chain/conformance'
import { type KeyScheme, verifySignature } from '@subnetkit/wallet'
import { z } from 'zod'
import { bytesOf, caseKind, comparer, hex, hexOf, nameField, note, scheme } from './cases.js'
import type { VectorKind } from './kind.js'

type Hex = `0x${string}`

const prefixed = hex.transform((text): Hex => `0x${text.replace(/^0x/, '')}`)
const amount = z.union([z.number().int().nonnegative(), z.string().regex(/^[0-9]+$/)])

const given = z.strictObject({
  name: z.string(),
  note,
  call_hex: prefixed,
  era_hex: prefixed,
  nonce: z.number().int().nonnegative(),
  tip: amount.optional(),
  spec_version: z.number().int(),
  transaction_version: z.number().int(),
  genesis: prefixed.optional(),
  era_block_hash: prefixed,
  scheme: scheme.optional(),
  signer: prefixed,
  signature: prefixed,
  raw_payload_length: z.number().int().optional(),
  signed_bytes_hex: prefixed.optional(),
  extrinsic_hex: prefixed.optional(),
})
type Given = z.infer<typeof given>

const multiSignature: Readonly<Record<KeyScheme, number>> = { ed25519: 0, sr25519: 1 }

function compareExtrinsic(vector: Given, genesisHash: Hex): string | null {
  const { same, problem } = comparer()
  const request: SigningRequest = {
    call: vector.call_hex,
    name: vector.name,
    era: vector.era_hex,
    nonce: vector.nonce,
    tip: BigInt(vector.tip ?? 0),
    specVersion: vector.spec_version,
    transactionVersion: vector.transaction_version,
    genesisHash: vector.genesis ?? genesisHash,
    birthHash: vector.era_block_hash,
  }
  const message = signedBytes(request, subtensorExtensions)
  const publicKey = bytesOf(vector.signer)
  const signature = bytesOf(vector.signature)
  const kind = vector.scheme ?? 'sr25519'
  if (vector.raw_payload_length !== undefined) {
    same('raw_payload_length', signingPayload(request, subtensorExtensions).length, vector.raw_payload_length)
  }
  if (vector.signed_bytes_hex !== undefined) same('signed_bytes_hex', hexOf(message), vector.signed_bytes_hex)
  same('signature verifies', verifySignature({ scheme: kind, publicKey, message, signature }), true)
  if (vector.extrinsic_hex !== undefined) {
    const signed = { publicKey, multiSignature: Uint8Array.of(multiSignature[kind], ...signature) }
    same(
      'extrinsic_hex',
      hexOf(assembleExtrinsic(request, subtensorExtensions, signed)),
      vector.extrinsic_hex,
    )
  }
  return problem()
}

const fileSchema = z.looseObject({ genesis: prefixed })
const fileName = /^extrinsic-onchain.*\.json$/
const aboutFile = z.strictObject({ about: z.string().optional(), genesis: prefixed })

/** Extrinsics of the real chain: the bytes that our signing path makes from their parts, and their signatures. */
export const extrinsicVectors: readonly VectorKind[] = [
  {
    fileName,
    run(file) {
      const { genesis } = fileSchema.parse(file)
      const compare = (vector: Given) => compareExtrinsic(vector, genesis)
      const stated = (rest: unknown) => {
        aboutFile.parse(rest)
        return null
      }
      return caseKind(fileName, given, nameField, compare, stated).run(file)
    },
  },
]
