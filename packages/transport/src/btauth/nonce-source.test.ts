import { createKeypair } from '@subnetkit/wallet'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createNonceSource } from './nonce-source.js'
import { signRequest } from './sign-request.js'
import { createRequestVerifier, verifyRequest } from './verify-request.js'

const hourMs = 3_600_000
const msOf = (nonce: bigint) => Number(nonce / 1_000_000n)

describe('createNonceSource', () => {
  it('grows within one millisecond and over a small step back', () => {
    const times = [5, 5, 5, 3, 6, 6]
    const source = createNonceSource({ tag: 42, now: () => times.shift()! })
    const nonces = Array.from({ length: 6 }, source)
    expect(nonces).toEqual([...nonces].sort((a, b) => (a < b ? -1 : 1)))
    expect(new Set(nonces).size).toBe(6)
    expect(nonces[0]).toBe(5_000_042n)
    expect(nonces[4]).toBe(6_000_042n)
  })

  it('keeps two processes apart by the low digits', () => {
    const [one, other] = [1, 2].map((tag) => createNonceSource({ tag, now: () => 7 }))
    const nonces = Array.from({ length: 500 }, () => [one!(), other!()]).flat()
    expect(new Set(nonces).size).toBe(1_000)
  })

  it('defect: requests were stale for an hour after a clock that was an hour ahead was set right', async () => {
    const [alice, bob] = [createKeypair('//Alice'), createKeypair('//Bob')]
    let clock = 1_800_000_000_000
    const next = createNonceSource({ now: () => clock })
    const verifier = createRequestVerifier({ hotkey: bob.address, now: () => BigInt(clock) * 1_000_000n })
    const request = { method: 'POST', target: '/add', body: Buffer.from('{}') }
    const send = () => {
      const headers = signRequest({ ...request, keypair: alice, receiver: bob.address, nonce: next() })
      return verifyRequest(verifier, { ...request, headers: Object.entries(headers) })
    }
    for (const step of [hourMs, -hourMs, 60_000, 3_400_000, 300_000, -2 * hourMs, 0, hourMs]) {
      clock += step
      await expect(send()).resolves.toMatchObject({ hotkey: alice.address })
    }
  })

  it('never repeats and stays within 1.1 s of the clock, whatever the clock does', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 3 }) },
      { weight: 1, arbitrary: fc.integer({ min: -5_000, max: 5_000 }) },
      { weight: 1, arbitrary: fc.constantFrom(hourMs, -hourMs, -1_001, -1_000, 1_001) },
    )
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 400 }), (steps) => {
        let clock = 100 * hourMs
        const source = createNonceSource({ tag: 7, now: () => clock })
        const seen = new Set<bigint>()
        for (const ms of steps) {
          clock = Math.max(0, clock + ms)
          const nonce = source()
          expect(seen.has(nonce)).toBe(false)
          expect(nonce % 10_000n).toBe(7n)
          seen.add(nonce)
          // 64 steps back into the same times use up the slots; until then nonces follow the clock.
          const back = steps.filter((each) => each < -1_000).length
          if (back < 60) expect(Math.abs(msOf(nonce) - clock)).toBeLessThan(1_100)
        }
      }),
      { numRuns: 300, seed: 9 },
    )
  })

  it('does not repeat after a burst that used all digits of its times', () => {
    let clock = 10_000
    const source = createNonceSource({ tag: 1, now: () => clock })
    const nonces = Array.from({ length: 5_000 }, source)
    clock = 5_000
    nonces.push(...Array.from({ length: 300 }, source))
    clock = 10_020
    nonces.push(...Array.from({ length: 300 }, source))
    expect(new Set(nonces).size).toBe(5_600)
  })

  it('does not repeat over hundreds of steps back', () => {
    let clock = 0
    const source = createNonceSource({ tag: 1, now: () => clock })
    const nonces = Array.from({ length: 2_000 }, (_, index) => {
      clock += index % 2 === 0 ? 4_000 : -3_000
      return source()
    })
    expect(new Set(nonces).size).toBe(2_000)
    expect(Math.abs(msOf(nonces.at(-1)!) - clock)).toBeLessThan(1_100)
  })
})
