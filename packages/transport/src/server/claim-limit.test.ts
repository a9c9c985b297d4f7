import { isSubnetError } from '@subnetkit/base'
import { describe, expect, it } from 'vitest'
import { createClaimLimit, type UnprovenRequest } from './claim-limit.js'
import { createTokenBuckets } from './token-buckets.js'

let time = 0
const now = () => time
const limits = { maxUnprovenPerCaller: 2, maxUnprovenPerAddress: 3, unprovenPerSecond: 10 }

function start() {
  const claims = createClaimLimit(limits, now)
  const from = (address: string, hotkey: string, isProven = false): UnprovenRequest => ({
    ...{ address, hotkey, isProven },
  })
  /** `passed`, or the pause in ms. */
  const fail = (request: UnprovenRequest) => {
    try {
      claims.count(request)
      return 'passed'
    } catch (error) {
      return isSubnetError(error, 'CLAIM_TOO_FREQUENT') ? error.details.retryMs : error
    }
  }
  return { claims, from, fail }
}

describe('signatures that fail', () => {
  it('are limited for a hotkey and an address together, and come back in time', () => {
    const { from, fail } = start()
    const forged = from('1.1.1.1', 'honest')
    expect([fail(forged), fail(forged), fail(forged)]).toEqual(['passed', 'passed', 100])
    time += 99
    expect(fail(forged)).toBe(1)
    time += 1
    expect(fail(forged)).toBe('passed')
  })

  it('defect: who forges requests of a hotkey uses up no allowance of its owner', () => {
    const { from, fail } = start()
    for (let index = 0; index < 9; index++) fail(from('1.1.1.1', 'honest'))
    expect(fail(from('2.2.2.2', 'honest'))).toBe('passed')
    expect(fail(from('1.1.1.1', 'honest', true))).toBe('passed')
  })

  it('are limited for an address, whatever it claims', () => {
    const { from, fail } = start()
    const claimed = ['a', 'b', 'c', 'd'].map((hotkey) => fail(from('1.1.1.1', hotkey)))
    expect(claimed).toEqual(['passed', 'passed', 'passed', 100])
    // The refusal of the address takes nothing from the caller.
    time += 200
    expect([fail(from('1.1.1.1', 'd')), fail(from('1.1.1.1', 'd'))]).toEqual(['passed', 'passed'])
  })

  it('do not count once they verified', () => {
    const { claims, from } = start()
    for (let index = 0; index < 9; index++) claims.count(from('1.1.1.1', 'honest'))()
  })

  it('are limited for a caller on its proven connection too', () => {
    const { from, fail } = start()
    const own = from('1.1.1.1', 'own', true)
    expect([fail(own), fail(own), fail(own)]).toEqual(['passed', 'passed', 100])
  })
})

it('a bucket that is used least recently is forgotten first', () => {
  const buckets = createTokenBuckets({ capacity: 1, refillMs: 1_000, maxKeys: 2, now: () => 0 })
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map((key) => buckets.take(key) > 0)).toEqual([
    ...[false, false, true, false, true, false],
  ])
})

it('a token given back twice makes no bucket larger', () => {
  const buckets = createTokenBuckets({ capacity: 2, refillMs: 1_000, maxKeys: 2, now: () => 0 })
  buckets.take('a')
  for (let index = 0; index < 3; index++) buckets.give('a')
  expect([buckets.take('a'), buckets.take('a'), buckets.take('a')]).toEqual([0, 0, 1_000])
})
