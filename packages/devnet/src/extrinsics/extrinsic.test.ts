import { readFileSync } from 'node:fs'
import { compactNumber } from '@polkadot-api/substrate-bindings'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { concatBytes, decode, fromHex, toHex } from '../codec/bytes.js'
import { loadWasm } from '../codec/wasm.js'
import { eraBirth, eraCodec } from './era.js'
import { decodeExtrinsic } from './extrinsic.js'
import { verifySignature } from './signature.js'
import { signedBytes } from './signed-bytes.js'

interface OnChain {
  readonly name: string
  readonly call_hex: string
  readonly era_hex: string
  readonly nonce: number
  readonly spec_version: number
  readonly transaction_version: number
  readonly era_block_hash: string
  readonly signer: string
  readonly signature: string
  readonly signed_bytes_hex: string
}

const vector: { readonly genesis: string; readonly cases: readonly OnChain[] } = JSON.parse(
  readFileSync(new URL('../../fixtures/extrinsic-onchain.json', import.meta.url), 'utf8'),
)

beforeAll(loadWasm)

describe.each(vector.cases.map((item) => [item.name, item] as const))('mainnet extrinsic %s', (_, item) => {
  const era = decode(eraCodec, fromHex(item.era_hex))
  const parts = { callBytes: fromHex(item.call_hex), era, nonce: item.nonce, tip: 0n, metadataHashMode: 0 }
  const message = signedBytes(parts, {
    specVersion: item.spec_version,
    transactionVersion: item.transaction_version,
    genesisHash: vector.genesis,
    birthHash: item.era_block_hash,
  })

  test('has the signed bytes that mainnet saw', () => {
    expect(toHex(eraCodec.enc(era))).toBe(item.era_hex)
    expect(toHex(message)).toBe(item.signed_bytes_hex)
  })

  test('verifies, and not when a byte differs', () => {
    const signature = { type: 'Sr25519', value: item.signature } as const
    expect(verifySignature(signature, message, item.signer)).toBe(true)
    expect(verifySignature(signature, message.with(0, message[0]! ^ 1), item.signer)).toBe(false)
    expect(verifySignature({ ...signature, value: `0x${'ff'.repeat(64)}` }, message, item.signer)).toBe(false)
    expect(verifySignature(signature, message, `0x${'ff'.repeat(32)}`)).toBe(false)
  })
})

test('a real signed extrinsic is read back whole', () => {
  const item = vector.cases[0]!
  const body = concatBytes(
    Uint8Array.of(0x84, 0),
    fromHex(item.signer),
    Uint8Array.of(1),
    fromHex(item.signature),
    fromHex(item.era_hex),
    compactNumber.enc(item.nonce),
    Uint8Array.of(0, 0),
    fromHex(item.call_hex),
  )
  const extrinsic = decodeExtrinsic(concatBytes(compactNumber.enc(body.length), body))
  expect(extrinsic).toMatchObject({
    kind: 'signed',
    nonce: item.nonce,
    tip: 0n,
    signer: { type: 'Id', value: item.signer },
    call: { pallet: 'Balances', call: 'transfer_keep_alive' },
  })
})

test('an era is born in a block that it contains', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 16 }), fc.nat(1 << 24), (log, current) => {
      const period = 2 ** log
      const quantum = Math.max(period >> 12, 1)
      const phase = Math.floor((current % period) / quantum) * quantum
      const era = decode(eraCodec, eraCodec.enc({ kind: 'mortal', period, phase }))
      expect(era).toEqual({ kind: 'mortal', period, phase })
      const birth = eraBirth(era, current)
      expect(birth <= Math.max(current, phase) && current < birth + period).toBe(true)
    }),
  )
})

test('bytes that are no extrinsic are refused, whatever they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
      expect(() => decodeExtrinsic(noise)).toThrow()
      expect(() =>
        decodeExtrinsic(concatBytes(compactNumber.enc(noise.length + 1), Uint8Array.of(0x84), noise)),
      ).toThrow()
    }),
  )
})

test('lengths and depths that promise too much are refused at once', () => {
  const signed = (call: Uint8Array) => {
    const head = concatBytes(Uint8Array.of(0x84, 0), new Uint8Array(32), Uint8Array.of(1), new Uint8Array(64))
    const body = concatBytes(head, Uint8Array.of(0, 0, 0, 0), call)
    return concatBytes(compactNumber.enc(body.length), body)
  }
  // SubtensorModule.batch_commit_weights([], a billion hashes)
  const bomb = concatBytes(Uint8Array.of(7, 100, 0), compactNumber.enc(1_000_000_000))
  expect(() => decodeExtrinsic(signed(bomb))).toThrow('the input ends early')
  // Utility.batch([Utility.batch([…
  const depth = 300_000
  const nested = new Uint8Array(depth * 3).map((_, at) => [11, 0, 4][at % 3] as number)
  expect(() => decodeExtrinsic(signed(nested))).toThrow()
})
