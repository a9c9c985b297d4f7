import { hexToU8a, u8aToHex } from '@polkadot/util'
import { verifySignature } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import onchain from '../../fixtures/wire/extrinsic-onchain.json' with { type: 'json' }
import { encodeEra } from './era.js'
import { signedBytes } from './signed-bytes.js'
import { subtensorExtensions } from './signed-extensions.js'
import type { Hex, SigningRequest } from './types.js'

it.each(onchain.cases)('signs what the mainnet signature of a $name covers', (vector) => {
  const request: SigningRequest = {
    call: vector.call_hex as Hex,
    name: vector.name,
    era: vector.era_hex as Hex,
    nonce: vector.nonce,
    tip: 0n,
    specVersion: vector.spec_version,
    transactionVersion: vector.transaction_version,
    genesisHash: onchain.genesis as Hex,
    birthHash: vector.era_block_hash as Hex,
  }
  const message = signedBytes(request, subtensorExtensions)
  expect(u8aToHex(message)).toBe(vector.signed_bytes_hex)
  const [publicKey, signature] = [hexToU8a(vector.signer), hexToU8a(vector.signature)]
  expect(verifySignature({ scheme: 'sr25519', publicKey, message, signature })).toBe(true)
})

// The first is an era of the real chain: 32 blocks, phase 18.
it.each([
  [32, 9_101_266, '0x2401'],
  [64, 42, '0xa502'],
  [4, 3, '0x3100'],
] as const)('writes an era of %d blocks from block %d', (blocks, birth, bytes) => {
  expect(u8aToHex(encodeEra(blocks, birth))).toBe(bytes)
})

it.each([0, 3, 5, 8192])('refuses an era of %d blocks', (blocks) => {
  expect(() => encodeEra(blocks, 1)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
})
