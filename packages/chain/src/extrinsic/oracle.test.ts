import type { GenericExtrinsicEra, GenericExtrinsicPayload } from '@polkadot/types'
import type { Extrinsic } from '@polkadot/types/interfaces'
import { hexToU8a, u8aToHex } from '@polkadot/util'
import { createKeypair } from '@subnetkit/wallet'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mainnetMetadata, runtimeOf } from '../runtime-check/testing/edit-metadata.js'
import { encodeEra } from './era.js'
import { assembleExtrinsic, signingPayload } from './signed-bytes.js'
import { extensionsOf } from './signed-extensions.js'
import type { Hex, SigningRequest } from './types.js'

const { registry } = runtimeOf(mainnetMetadata(), 381)
const extensions = extensionsOf(registry, 381)
const signer = createKeypair('//Alice')
const u32 = fc.nat({ max: 0xffff_ffff })
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => u8aToHex(bytes))
const period = fc.integer({ min: 2, max: 12 }).map((power) => 2 ** power)

const request = fc.record<SigningRequest>({
  // System.remark of some bytes.
  call: fc
    .uint8Array({ maxLength: 60 })
    .map((bytes): Hex => `0x0000${u8aToHex(Uint8Array.of(bytes.length << 2, ...bytes)).slice(2)}`),
  name: fc.constant('System.remark'),
  era: fc.tuple(period, u32).map(([blocks, birth]) => u8aToHex(encodeEra(blocks, birth))),
  nonce: u32,
  tip: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  specVersion: u32,
  transactionVersion: u32,
  genesisHash: hash,
  birthHash: hash,
})

test('the bytes that are signed are those of polkadot.js, by the metadata of mainnet', () => {
  fc.assert(
    fc.property(request, (given) => {
      const fields = { ...given, method: given.call, blockHash: given.birthHash, mode: 0, metadataHash: null }
      const payload = registry.createType('ExtrinsicPayload', fields, {
        version: 4,
      }) as GenericExtrinsicPayload
      // Without the length of the call: that is not signed.
      expect(u8aToHex(signingPayload(given, extensions))).toBe(u8aToHex(payload.toU8a({ method: true })))
    }),
    { numRuns: 60 },
  )
})

test('the extrinsic reads back as what went in', () => {
  const multiSignature = Uint8Array.of(1, ...new Uint8Array(64).fill(9))
  fc.assert(
    fc.property(request, (given) => {
      const bytes = assembleExtrinsic(given, extensions, { publicKey: signer.publicKey, multiSignature })
      const read = registry.createType('Extrinsic', bytes) as Extrinsic
      expect(read.toHex()).toBe(u8aToHex(bytes))
      expect(read.signer.toString()).toBe(signer.address)
      expect([read.nonce.toNumber(), read.tip.toBigInt()]).toEqual([given.nonce, given.tip])
      expect([read.method.toHex(), read.era.toHex()]).toEqual([given.call, given.era])
    }),
    { numRuns: 60 },
  )
})

test('an era begins with its block and ends where we say', () => {
  fc.assert(
    fc.property(period, fc.nat({ max: 20_000_000 }), fc.nat({ max: 4095 }), (blocks, birth, later) => {
      const era = registry.createType('ExtrinsicEra', encodeEra(blocks, birth)) as GenericExtrinsicEra
      const seen = birth + (later % blocks)
      expect([era.asMortalEra.birth(seen), era.asMortalEra.death(seen)]).toEqual([birth, birth + blocks])
      expect(hexToU8a(era.toHex())).toHaveLength(2)
    }),
  )
})
