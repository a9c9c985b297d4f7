import { randomBytes } from 'node:crypto'
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js'
import { expect, test } from 'vitest'
import { hashExtrinsic } from '../chain/execute.js'
import { concatBytes, toHex } from '../codec/bytes.js'
import { twox128 } from '../codec/hash.js'
import { accountOf, makeExtrinsic, pairOf, remark } from '../conformance/testing/fuzz.js'
import { createDevnet, type Devnet } from '../devnet.js'
import { runtimeCall } from '../schema/types/outer.js'
import { devKeySeed, devPublicKey } from './dev-key.js'
import { openSubmission } from './submission.js'

const alice = pairOf('//Alice')
const bob = pairOf('//Bob')

/** As the SDKs make it: nothing of the devnet's own. */
function shield(publicKey: Uint8Array, inner: Uint8Array): Uint8Array {
  const { cipherText, sharedSecret } = ml_kem768.encapsulate(publicKey)
  const nonce = new Uint8Array(randomBytes(24))
  const length = Uint8Array.of(cipherText.length & 0xff, cipherText.length >> 8)
  const sealed = xchacha20poly1305(sharedSecret, nonce).encrypt(inner)
  return concatBytes(twox128(publicKey), length, cipherText, nonce, sealed)
}

interface Signing {
  readonly nonce?: number
  readonly pair?: typeof alice
  readonly period?: number | 'immortal'
}

function sign(devnet: Devnet, call: Uint8Array, { nonce = 0, pair = alice, period = 8 }: Signing = {}) {
  const { number, hash: birthHash } = devnet.head
  const genesisHash = genesisOf(devnet)
  if (period === 'immortal') return makeExtrinsic({ pair, call, nonce, genesisHash })
  const era = { kind: 'mortal', period, phase: number % period } as const
  return makeExtrinsic({ pair, call, nonce, genesisHash, era, birthHash })
}

const genesisOf = (devnet: Devnet) => devnet.state.System.BlockHash.get(0)

const carrier = (ciphertext: Uint8Array) =>
  runtimeCall.codec.enc({ pallet: 'MevShield', call: 'submit_encrypted', args: { ciphertext } })

/** Puts a carrier into a block and gives the block's extrinsics and the names of the events of the shield. */
async function carry(devnet: Devnet, ciphertext: Uint8Array, signing: Signing = {}) {
  await devnet.provider.send('author_submitExtrinsic', [toHex(sign(devnet, carrier(ciphertext), signing))])
  devnet.mine()
  const { block } = await devnet.provider.send<{ block: { extrinsics: string[] } }>('chain_getBlock', [])
  const shielded = devnet.state.System.Events.get().filter(({ event }) => event.pallet === 'MevShield')
  const reasons = shielded
    .filter(({ event }) => event.event === 'DecryptionFailed')
    .map(({ event }) => new TextDecoder().decode((event.data as { reason: Uint8Array }).reason))
  return { extrinsics: block.extrinsics, events: shielded.map(({ event }) => event.event), reasons }
}

async function start(): Promise<Devnet> {
  const devnet = await createDevnet({ blockTime: 'manual', seed: 'shield' })
  // The state knows the hash of the genesis from here on.
  devnet.mine()
  return devnet
}

const nonceOf = (devnet: Devnet, pair: typeof alice) => devnet.state.System.Account.get(accountOf(pair)).nonce

test('the announced key is that of the documented seed', async () => {
  await using devnet = await start()
  expect(ml_kem768.keygen(devKeySeed()).publicKey).toEqual(devPublicKey)
  expect(devnet.state.MevShield.NextKey.get()).toEqual(devPublicKey)
  expect(devnet.state.MevShield.CurrentKey.get()).toEqual(devPublicKey)
})

test('the inner extrinsic is applied in the block of its carrier, right behind it', async () => {
  await using devnet = await start()
  const inner = sign(devnet, remark(Uint8Array.of(1, 2, 3)), { nonce: 1 })
  const { extrinsics, events, reasons } = await carry(devnet, shield(devPublicKey, inner))
  expect(extrinsics.at(-1)).toBe(toHex(inner))
  expect(extrinsics).toHaveLength(3)
  expect([events, reasons]).toEqual([['EncryptedSubmitted'], []])
  expect(nonceOf(devnet, alice)).toBe(2)
  const ofInner = devnet.state.System.Events.get().filter(
    ({ phase }) => phase.type === 'ApplyExtrinsic' && phase.value === 2,
  )
  expect(ofInner.map(({ event }) => event.event)).toContain('ExtrinsicSuccess')
})

test('somebody else may carry it', async () => {
  await using devnet = await start()
  const inner = sign(devnet, remark(Uint8Array.of(1)), { pair: bob })
  const { extrinsics } = await carry(devnet, shield(devPublicKey, inner))
  expect(extrinsics.at(-1)).toBe(toHex(inner))
  expect([nonceOf(devnet, alice), nonceOf(devnet, bob)]).toEqual([1, 1])
})

test('a ciphertext that ends early is refused with 23, one for another key with 24', async () => {
  await using devnet = await start()
  const inner = sign(devnet, remark(Uint8Array.of(1)), { nonce: 1 })
  const { publicKey } = ml_kem768.keygen()
  const refused = (ciphertext: Uint8Array, code: number) =>
    expect(carry(devnet, ciphertext)).rejects.toMatchObject({ code: 1010, data: `Custom error: ${code}` })
  await refused(new Uint8Array(), 23)
  await refused(shield(devPublicKey, inner).slice(0, 1100), 23)
  await refused(shield(publicKey, inner), 24)
})

test('a carrier that lives longer than 8 blocks is outdated', async () => {
  await using devnet = await start()
  const ciphertext = shield(devPublicKey, sign(devnet, remark(Uint8Array.of(1)), { nonce: 1 }))
  for (const period of [16, 'immortal'] as const) {
    const sent = carry(devnet, ciphertext, { period })
    await expect(sent).rejects.toMatchObject({ code: 1010, data: 'Transaction is outdated' })
  }
})

test.each<[string, (devnet: Devnet) => Uint8Array, RegExp]>([
  [
    'garbage',
    () => concatBytes(twox128(devPublicKey), Uint8Array.of(4, 0), new Uint8Array(60)),
    /does not open/,
  ],
  [
    'a changed byte',
    (devnet) => {
      const ciphertext = shield(devPublicKey, sign(devnet, remark(Uint8Array.of(1)), { nonce: 1 }))
      ciphertext[ciphertext.length - 1]! ^= 1
      return ciphertext
    },
    /does not open/,
  ],
  ['no extrinsic', () => shield(devPublicKey, Uint8Array.of(8, 1, 2)), /cannot be decoded/],
  [
    'a bad signature',
    (devnet) => {
      const inner = sign(devnet, remark(Uint8Array.of(1)), { nonce: 1 })
      inner[60]! ^= 1
      return shield(devPublicKey, inner)
    },
    /bad signature/,
  ],
  [
    'the nonce of the carrier',
    (devnet) => shield(devPublicKey, sign(devnet, remark(Uint8Array.of(1)), { nonce: 0 })),
    /outdated/,
  ],
  [
    'a nonce to come',
    (devnet) => shield(devPublicKey, sign(devnet, remark(Uint8Array.of(1)), { nonce: 2 })),
    /future/,
  ],
])('%s is told of by the carrier, and nothing is behind it', async (_, make, reason) => {
  await using devnet = await start()
  const { extrinsics, events, reasons } = await carry(devnet, make(devnet))
  expect(extrinsics).toHaveLength(2)
  expect(events).toEqual(['EncryptedSubmitted', 'DecryptionFailed'])
  expect(reasons).toEqual([expect.stringMatching(reason)])
  expect(nonceOf(devnet, alice)).toBe(1)
})

test('an inner extrinsic works once', async () => {
  await using devnet = await start()
  const inner = sign(devnet, remark(Uint8Array.of(1)), { nonce: 1 })
  await carry(devnet, shield(devPublicKey, inner))
  const { extrinsics, reasons } = await carry(devnet, shield(devPublicKey, inner), { nonce: 2 })
  expect(extrinsics).toHaveLength(2)
  expect(reasons).toEqual(['Transaction is outdated'])
  expect(nonceOf(devnet, alice)).toBe(3)
})

test('what waits in the pool with the nonce of the inner one makes way for it', async () => {
  await using devnet = await start()
  const inner = sign(devnet, remark(Uint8Array.of(1)), { nonce: 1 })
  const other = sign(devnet, remark(Uint8Array.of(2)), { nonce: 1 })
  await devnet.provider.send('author_submitExtrinsic', [toHex(other)])
  const { extrinsics } = await carry(devnet, shield(devPublicKey, inner))
  expect(extrinsics.map((hex) => hashExtrinsic(Buffer.from(hex.slice(2), 'hex'))).at(-1)).toBe(
    hashExtrinsic(inner),
  )
  expect(await devnet.provider.send('author_pendingExtrinsics', [])).toEqual([])
  expect(nonceOf(devnet, alice)).toBe(2)
})

test('defect: a module that cannot be loaded is a fault of the devnet, not a submission that does not open', () => {
  const sealed = shield(devPublicKey, Uint8Array.of(1, 2, 3))
  expect(openSubmission(sealed)).toEqual(Uint8Array.of(1, 2, 3))
  const failing = (code: string) =>
    openSubmission(sealed, () => {
      throw Object.assign(new Error('no such module'), { code })
    })
  expect(() => failing('MODULE_NOT_FOUND')).toThrow('no such module')
  expect(failing('ERR_OTHER')).toBeUndefined()
})
