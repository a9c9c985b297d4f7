import { describe, expect, test } from 'vitest'
import { pallets } from '../schema/schema.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import { RUNTIME } from '../schema/version.js'
import { dispatchInfoOf } from './dispatch-info.js'
import { isMeasured, measuredWeight, parseMeasured } from './measured.js'
import { weightOf } from './weight.js'

/** Calls whose weight is composed from that of their steps. */
const composed = ['Multisig.as_multi_threshold_1', 'Multisig.as_multi', 'Multisig.approve_as_multi']
const calls = pallets.flatMap(({ name, calls = {} }) => Object.keys(calls).map((call) => `${name}.${call}`))

describe('weights of calls', () => {
  test('are known for every call of the metadata', () => {
    expect(calls.length).toBeGreaterThan(200)
    expect(calls.filter((call) => !isMeasured(call))).toEqual(composed)
    for (const call of calls.filter(isMeasured)) {
      expect(measuredWeight(call, RUNTIME.specVersion).base.ref_time).toBeGreaterThanOrEqual(0n)
    }
  })

  test('follow the version, and the oldest release before it', () => {
    const at = (version: number) => measuredWeight('SubtensorModule.add_stake', version)
    expect(at(293)).toMatchObject({ base: weightOf(345_500_000, 0, 26, 15), isFree: true })
    expect(at(300)).toEqual(at(293))
    expect(at(200)).toEqual(at(293))
    expect(at(381)).toMatchObject({ base: weightOf(523_200_000, 0, 20, 14), isFree: false })
    expect(at(425)).toMatchObject({ base: weightOf(664_064_000, 8727, 32, 16), isFree: false })
  })

  test('read their form strictly', () => {
    expect(parseMeasured('293: 7/5 1r 2w +3/4 +5r +6w operational free')).toEqual([
      {
        since: 293,
        base: weightOf(7, 5, 1, 2),
        each: weightOf(3, 4, 5, 6),
        class: 'Operational',
        isFree: true,
      },
    ])
    expect(() => parseMeasured('293: 7 2w 1r')).toThrow(RangeError)
  })
})

const call = (name: string, args: Record<string, unknown> = {}): RuntimeCall => {
  const [pallet = '', of = ''] = name.split('.')
  return { pallet, call: of, args }
}
const paid = call('SubtensorModule.burned_register', { netuid: 1, hotkey: '' })
const free = call('SubtensorModule.set_weights', { netuid: 1, dests: [], weights: [], version_key: 0n })
const batch = (...calls: RuntimeCall[]) => call('Utility.batch', { calls })
const sumOfTimes = (version: number, ...all: RuntimeCall[]) =>
  all.reduce((sum, one) => sum + dispatchInfoOf(one, version).weight.ref_time, 0n)

describe('calls that wrap others', () => {
  test('weigh what is in them, and are free when all of it is', () => {
    const both = dispatchInfoOf(batch(paid, free), 425)
    const own = dispatchInfoOf(batch(), 425).weight.ref_time + 2n * 5_450_264n
    expect(both.weight.ref_time).toBe(own + sumOfTimes(425, paid, free))
    expect(both.paysFee).toBe(true)
    expect(dispatchInfoOf(batch(free), 425)).toMatchObject({ paysFee: false, class: 'Normal' })
    expect(dispatchInfoOf(call('Proxy.proxy', { call: free }), 425).paysFee).toBe(false)
  })

  test('paid before spec 380 whatever was in them, but not for free calls', () => {
    expect(dispatchInfoOf(batch(free), 379)).toMatchObject({ paysFee: true, class: 'Normal' })
    expect(sumOfTimes(379, batch(free))).toBe(sumOfTimes(379, batch()) + 5_005_941n)
  })

  test('are of the class of what is in them under Sudo', () => {
    const inner = call('System.set_storage', { items: [['', '']] })
    const sudo = dispatchInfoOf(call('Sudo.sudo', { call: inner }), 425)
    expect(sudo).toMatchObject({ class: 'Operational', paysFee: true })
    const unchecked = { call: inner, weight: weightOf(7) }
    expect(dispatchInfoOf(call('Sudo.sudo_unchecked_weight', unchecked), 425).weight).toEqual(weightOf(7))
  })

  test('multisigs weigh the dearest step and what the call may weigh', () => {
    const max_weight = weightOf(1_000, 7)
    const args = {
      threshold: 2,
      other_signatories: [alone],
      maybe_timepoint: undefined,
      call: remark,
      max_weight,
    }
    const { weight } = dispatchInfoOf(call('Multisig.as_multi', args), 425)
    // 34,745,418 and 193,313 for the other signatory, 2,057 for each of five bytes, four reads and two writes.
    expect(weight).toEqual({ ref_time: 334_950_016n, proof_size: 6_818n })
  })
})

const alone = `0x${'11'.repeat(32)}`
const remark = call('System.remark', { remark: Uint8Array.of(1, 2) })
