import { sha256 } from '@noble/hashes/sha2.js'
import { hexToBytes } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, it, test } from 'vitest'
import ciphertexts from '../fixtures/timelock-ciphertext.json' with { type: 'json' }
import { createBeacon, isPulseOf, verifyPulse } from './beacon.js'
import { decodeCiphertext } from './ciphertext.js'
import { saltedCommitHash } from './commit-hash.js'
import { timelockDecrypt } from './decrypt.js'
import { timelockEncrypt } from './encrypt.js'
import { decodeEnvelope, encodeEnvelope } from './envelope.js'
import { type TimelockErrorCode, timelockError } from './errors.js'
import {
  decodeLegacyWeightsPayload,
  decodeWeightsPayload,
  encodeLegacyWeightsPayload,
  encodeWeightsPayload,
} from './payload.js'
import { revealRound } from './reveal-round.js'
import { commitRound, currentRound, roundAt, roundTime } from './rounds.js'

const beacon = createBeacon({ secretKey: new Uint8Array(32).fill(7) })
const { publicKey } = beacon
const plaintext = new TextEncoder().encode('weights')

function codeOf(attempt: () => unknown): TimelockErrorCode | 'none' {
  try {
    attempt()
    return 'none'
  } catch (error) {
    if (timelockError.is(error)) return error.code
    throw error
  }
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.map((byte, position) => (position === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
}

describe('timelock encryption', () => {
  const round = 5n
  const ciphertext = timelockEncrypt({ plaintext, round, publicKey })
  const { signature } = beacon.sign(round)

  it('opens with the signature of its round', () => {
    const samples = fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))
    fc.assert(
      fc.property(samples, ([message, at]) => {
        const sealed = timelockEncrypt({ plaintext: message, round: at, publicKey })
        expect(timelockDecrypt({ ciphertext: sealed, ...beacon.sign(at) })).toEqual(message)
      }),
      { numRuns: 8, seed: 1 },
    )
  })

  it('refuses any ciphertext with one bit changed', () => {
    fc.assert(
      fc.property(fc.nat({ max: ciphertext.length * 8 - 1 }), (bit) => {
        const code = codeOf(() => timelockDecrypt({ ciphertext: flipped(ciphertext, bit), signature }))
        expect(['CIPHERTEXT_MALFORMED', 'CIPHERTEXT_REFUSED']).toContain(code)
      }),
      { numRuns: 40, seed: 2 },
    )
  })

  it('refuses ciphertexts that are too short or too long, without reading a stranger’s lengths', () => {
    for (const length of [0, 95, 96, 176, 190, ciphertext.length - 1]) {
      expect(codeOf(() => decodeCiphertext(ciphertext.slice(0, length)))).toBe('CIPHERTEXT_MALFORMED')
    }
    expect(codeOf(() => decodeCiphertext(Uint8Array.of(...ciphertext, 0)))).toBe('CIPHERTEXT_MALFORMED')
    const huge = ciphertext.slice()
    huge.fill(0xff, 184, 192)
    expect(codeOf(() => decodeCiphertext(huge))).toBe('CIPHERTEXT_MALFORMED')
    expect(codeOf(() => timelockDecrypt({ ciphertext: new Uint8Array(300), signature }))).toBe(
      'CIPHERTEXT_MALFORMED',
    )
  })

  it('refuses the signature of another round, of another beacon, and none', () => {
    const open = (other: Uint8Array) => codeOf(() => timelockDecrypt({ ciphertext, signature: other }))
    expect(open(beacon.sign(6n).signature)).toBe('CIPHERTEXT_REFUSED')
    const stranger = createBeacon({ secretKey: new Uint8Array(32).fill(9) })
    expect(open(stranger.sign(round).signature)).toBe('CIPHERTEXT_REFUSED')
    expect(open(new Uint8Array(48))).toBe('SIGNATURE_INVALID')
    expect(open(signature.slice(1))).toBe('SIGNATURE_INVALID')
    const zero = new Uint8Array(48)
    zero[0] = 0xc0
    expect(open(zero)).toBe('SIGNATURE_INVALID')
  })

  it('refuses bad keys, rounds and randomness', () => {
    const zeroKey = new Uint8Array(96)
    zeroKey[0] = 0xc0
    expect(codeOf(() => timelockEncrypt({ plaintext, round, publicKey: zeroKey }))).toBe('PUBLIC_KEY_INVALID')
    expect(codeOf(() => timelockEncrypt({ plaintext, round: -1n }))).toBe('ROUND_INVALID')
    expect(codeOf(() => timelockEncrypt({ plaintext, round: 2n ** 64n }))).toBe('ROUND_INVALID')
    const random = { sigma: new Uint8Array(31), esk: new Uint8Array(32), nonce: new Uint8Array(12) }
    expect(codeOf(() => timelockEncrypt({ plaintext, round, random }))).toBe('RANDOMNESS_INVALID')
  })
})

describe('a beacon', () => {
  it('verifies recorded pulses of quicknet', () => {
    const recorded = ciphertexts.cases.filter(({ name }) => !name.startsWith('test_beacon'))
    expect(recorded).not.toHaveLength(0)
    for (const given of recorded) {
      const signature = hexToBytes(given.signature)
      const pulse = { round: BigInt(given.round), signature, randomness: sha256(signature) }
      verifyPulse(pulse)
      expect(isPulseOf({ ...pulse, round: pulse.round + 1n })).toBe(false)
      expect(isPulseOf(pulse, publicKey)).toBe(false)
    }
  })

  it('makes pulses that only its own key verifies', () => {
    const pulse = beacon.sign(1_000n)
    verifyPulse(pulse, publicKey)
    expect(isPulseOf(pulse)).toBe(false)
    expect(isPulseOf({ ...pulse, round: 1_001n }, publicKey)).toBe(false)
    expect(isPulseOf({ ...pulse, randomness: new Uint8Array(32) }, publicKey)).toBe(false)
    expect(isPulseOf({ ...pulse, signature: new Uint8Array(48) }, publicKey)).toBe(false)
    expect(beacon.sign(1_000n)).toEqual(pulse)
  })

  it('refuses what is no secret key', () => {
    const order = hexToBytes('73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001')
    for (const secretKey of [new Uint8Array(32), new Uint8Array(31).fill(1), order]) {
      expect(codeOf(() => createBeacon({ secretKey }))).toBe('SECRET_KEY_INVALID')
    }
  })
})

describe('rounds', () => {
  it('are published when the clock says', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 9n }), (round) => {
        const at = roundTime(round)
        expect(currentRound(at)).toBe(round)
        expect(roundAt(at)).toBe(round)
        expect(roundAt(at + 1)).toBe(round + 1n)
        if (round > 1n) expect(currentRound(at - 1)).toBe(round - 1n)
        expect(commitRound(at)).toBe(round > 1n ? round - 1n : 1n)
      }),
      { seed: 3 },
    )
  })

  it('of a commit are out before its reveal ends', () => {
    const schedule = fc.record({
      lastEpochBlock: fc.nat(1000),
      pendingEpochAt: fc.constantFrom(0, 900, 1100),
      epochIndex: fc.nat(50),
      tempo: fc.integer({ min: 1, max: 500 }),
      blocksSinceLastStep: fc.nat(500),
      block: fc.constant(1000),
    })
    fc.assert(
      fc.property(schedule, fc.integer({ min: 1, max: 5 }), (state, revealPeriod) => {
        const now = 1_764_000_000_000
        const plan = revealRound(state, { revealPeriod, now })
        expect(plan.firstRevealBlock).toBeGreaterThan(state.block)
        const reached = now + (plan.targetBlock - state.block) * 12_000
        expect(roundTime(plan.round)).toBeLessThanOrEqual(reached)
      }),
      { seed: 4 },
    )
  })

  it('finds no reveal block in the past', () => {
    const schedule = {
      lastEpochBlock: 0,
      pendingEpochAt: 0,
      epochIndex: 3,
      tempo: 10,
      blocksSinceLastStep: 0,
      block: 0,
    }
    expect(codeOf(() => revealRound(schedule, { revealPeriod: -1, now: 0 }))).toBe('REVEAL_BLOCK_NOT_FOUND')
  })
})

describe('payloads', () => {
  const u16 = fc.integer({ min: 0, max: 0xffff })
  const weights = fc.record({
    uids: fc.array(u16, { maxLength: 100 }),
    values: fc.array(u16, { maxLength: 100 }),
    versionKey: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  })

  it('come back as they were, with bytes after them ignored', () => {
    fc.assert(
      fc.property(weights, fc.uint8Array({ minLength: 32, maxLength: 32 }), (given, hotkey) => {
        const payload = { hotkey, ...given }
        expect(decodeWeightsPayload(encodeWeightsPayload(payload))).toEqual(payload)
        const legacy = Uint8Array.of(...encodeLegacyWeightsPayload(given), 1, 2, 3)
        expect(decodeLegacyWeightsPayload(legacy)).toEqual(given)
      }),
      { seed: 5 },
    )
  })

  it('are never read from bytes that hold none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const code = codeOf(() => decodeWeightsPayload(bytes))
        expect(['none', 'PAYLOAD_MALFORMED']).toContain(code)
      }),
      { seed: 6 },
    )
    // A length of 2^30 items, and one that is not written the shortest way.
    expect(codeOf(() => decodeWeightsPayload(Uint8Array.of(0xfe, 0xff, 0xff, 0xff)))).toBe(
      'PAYLOAD_MALFORMED',
    )
    expect(codeOf(() => decodeLegacyWeightsPayload(new Uint8Array(12).fill(1, 0, 1)))).toBe(
      'PAYLOAD_MALFORMED',
    )
  })

  it('refuse values that would be cut', () => {
    const hotkey = new Uint8Array(32)
    const fine = { hotkey, uids: [1], values: [2], versionKey: 3n }
    for (const wrong of [
      { uids: [65_536] },
      { values: [-1] },
      { values: [0.5] },
      { versionKey: 2n ** 64n },
    ]) {
      expect(codeOf(() => encodeWeightsPayload({ ...fine, ...wrong }))).toBe('PAYLOAD_MALFORMED')
    }
    const salted = { ...fine, netuid: 1, salt: [70_000] }
    expect(codeOf(() => saltedCommitHash(salted))).toBe('PAYLOAD_MALFORMED')
  })
})

test('an envelope is read from a window on a larger buffer', () => {
  const envelope = { ciphertext: Uint8Array.of(1, 2, 3), round: 32_340_463n }
  const inside = Buffer.from([9, 9, ...encodeEnvelope(envelope), 9]).subarray(2, -1)
  expect(decodeEnvelope(inside).round).toBe(envelope.round)
  expect(codeOf(() => decodeEnvelope(Uint8Array.of(...inside, 0)))).toBe('CIPHERTEXT_MALFORMED')
})

test('every refusal says the value that was wrong and what to do', () => {
  const error = timelockError('ROUND_INVALID', { round: -1n })
  expectTypeOf(error.code).toEqualTypeOf<'ROUND_INVALID'>()
  expect(error).toMatchObject({
    message: 'round -1 is not an unsigned 64-bit number',
    fix: 'Use a round from 0 to 18446744073709551615.',
  })
  expect(timelockError.is(new Error('other'))).toBe(false)
})
