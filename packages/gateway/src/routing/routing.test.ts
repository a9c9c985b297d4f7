import { describe, expect, it } from 'vitest'
import type { Candidate } from '../model.js'
import { createHedge } from './hedge.js'
import { begun, ended, freshMiner, isOpen, type MinerState, minerKey } from './miner-state.js'
import { isSameOperator } from './operators.js'
import { type Choosing, capable, type Drawn, eligible, pick, pickBest } from './pick.js'

const miner = (name: string, more: Partial<Candidate> = {}): Candidate => ({
  ...{ hotkey: name, coldkey: `owner of ${name}`, host: '127.0.0.1', port: 1, registeredAt: 5, incentive: 0 },
  ...more,
})
const [a, b, c] = [miner('a'), miner('b'), miner('c')]

/** Circumstances in which miners have the skills and the states given, and each draws its skill. */
function choosing(
  states: readonly (readonly [Candidate, Partial<MinerState>])[] = [],
  skills: readonly (readonly [Candidate, number])[] = [],
  benched: readonly Candidate[] = [],
): Choosing {
  const known = new Map(skills.map(([one, skill]) => [minerKey(one), skill]))
  const skillOf = (key: string) => known.get(key) ?? 0.5
  return {
    states: new Map(states.map(([one, state]) => [minerKey(one), { ...freshMiner, ...state }])),
    skills: {
      meanOf: skillOf,
      draw: (key) => skillOf(key),
      isBenched: (key) => benched.some((one) => minerKey(one) === key),
    },
    ...{ name: '', now: 0 },
  }
}

function after(outcomes: readonly boolean[], now = 0): MinerState {
  return outcomes.reduce(
    (state, good) => ended(begun(state), { kind: good ? 'good' : 'failed', latencyMs: 100 }, now),
    freshMiner,
  )
}

const random = () => 0.5
const names = (drawn: readonly Drawn[]) => drawn.map(({ miner: { hotkey } }) => hotkey).join('')
const pickOf = (all: readonly Candidate[], which: Choosing) => pick(capable(all, which, random), which)

describe('a choice', () => {
  it('of the two that draw highest, the one with the shorter wait is asked', () => {
    const busy = [[a, { latencyMs: 100 }] as const, [b, { latencyMs: 80, inFlight: 8 }] as const]
    expect(pickOf([a, b], choosing(busy))).toBe(a)
    expect(pickOf([a, b, c], choosing(busy, [[c, 0.4]]))).toBe(a)
    expect(pickOf([a, b, c], choosing(busy, [[a, 0.4]]))).toBe(c)
    expect(pickOf([], choosing())).toBeNull()
    expect(pickOf([c], choosing())).toBe(c)
  })

  it('the best one is that of the highest skill, whatever its wait', () => {
    const slow = choosing([[b, { latencyMs: 900 }]], [[b, 0.9]])
    expect(pickBest(eligible([a, b, c], slow, random), slow)).toBe(b)
    expect(pickBest([], slow)).toBeNull()
  })

  it('miners that the last epoch paid come first, and benched ones last', () => {
    const all = [miner('a', { incentive: 1 }), miner('b'), miner('c', { incentive: 2 })]
    const namesOf = (which: Choosing) => names(eligible(all, which, random))
    expect(namesOf(choosing())).toBe('ac')
    const circuit = { benchedUntil: 10 }
    expect(namesOf(choosing([[all[0]!, circuit]]))).toBe('c')
    expect(namesOf(choosing(all.map((one) => [one, circuit])))).toBe('abc')
    expect(namesOf(choosing([], [], [all[0]!, all[2]!]))).toBe('b')
    expect(eligible([], choosing(), random)).toEqual([])
  })

  it('a miner whose skill is below 0.6 of the best is left out', () => {
    const skills = [[a, 1] as const, [b, 0.61] as const, [c, 0.59] as const]
    expect(names(capable([a, b, c], choosing([], skills), random))).toBe('ab')
    // Where all are weak, the weak ones have to do; where a strong one was asked, they do not.
    expect(names(capable([b, c], choosing([], skills), random))).toBe('bc')
    expect(names(capable([a, b, c], choosing([], skills), random, new Set([minerKey(a), minerKey(b)])))).toBe(
      '',
    )
  })

  it('miners of operators that were asked come last', () => {
    const all = [a, b, miner('x', { coldkey: a.coldkey })]
    expect(names(capable(all, choosing(), random, new Set([minerKey(a)])))).toBe('b')
    expect(names(capable(all, choosing(), random, new Set([minerKey(a), minerKey(b)])))).toBe('x')
  })
})

it('an operator is known by its coldkey and its network, and loopback says nothing', () => {
  const at = (host: string) => miner(host, { host })
  expect(isSameOperator(a, b)).toBe(false)
  expect(isSameOperator(a, miner('x', { coldkey: a.coldkey }))).toBe(true)
  expect(isSameOperator(at('203.0.113.4'), at('203.0.113.200'))).toBe(true)
  expect(isSameOperator(at('203.0.113.4'), at('203.0.112.4'))).toBe(false)
  expect(isSameOperator(at('2001:db8:1::1'), at('2001:0db8:0001:7::2'))).toBe(true)
  expect(isSameOperator(at('2001:db8::1'), at('2001:db8:1::1'))).toBe(false)
  expect(isSameOperator(at('::1'), at('::1'))).toBe(true)
})

it('defect: addresses in another form hid an operator, or made one of strangers', () => {
  const same = (one: string, other: string) =>
    isSameOperator(miner('one', { host: one }), miner('other', { host: other }))
  expect(same('::ffff:203.0.113.4', '203.0.113.200')).toBe(true)
  expect(same('::ffff:cb00:7104', '203.0.113.200')).toBe(true)
  expect(same('::ffff:203.0.113.4', '::ffff:198.51.100.4')).toBe(false)
  expect(same('0:0:0:0:0:0:0:1', '::1')).toBe(false)
  expect(same('::ffff:127.0.0.1', '::ffff:127.0.0.1')).toBe(false)
  expect(same('1::2:3:4:5:6:7', '1:0:2:8::')).toBe(true)
})

describe('a hedge', () => {
  it('waits for the 95th percentile of first calls, 50 ms at least', () => {
    const hedge = createHedge()
    for (let at = 1; at < 20; at++) hedge.took(at * 10)
    expect(hedge.delayMs()).toBeNull()
    for (let at = 20; at <= 100; at++) hedge.took(at * 10)
    expect(hedge.delayMs()).toBe(960)
    const fast = createHedge()
    for (let at = 0; at < 100; at++) fast.took(3)
    expect(fast.delayMs()).toBe(50)
  })

  it('has a budget of a tenth of the calls, and saves up 50', () => {
    const hedge = createHedge()
    const spend = (most: number) => Array.from({ length: most }, () => hedge.take()).filter(Boolean).length
    expect(spend(100)).toBe(50)
    for (let call = 0; call < 101; call++) hedge.began()
    expect(spend(100)).toBe(10)
  })

  it('is off while more than 5 % of calls fail', () => {
    const hedge = createHedge()
    for (let at = 0; at < 100; at++) hedge.took(100)
    for (let at = 0; at < 95; at++) hedge.ended(true)
    for (let at = 0; at < 5; at++) hedge.ended(false)
    expect(hedge.delayMs()).toBe(100)
    hedge.ended(false)
    expect(hedge.delayMs()).toBeNull()
    for (let at = 0; at < 200; at++) hedge.ended(true)
    expect(hedge.delayMs()).toBe(100)
  })
})

describe('the state of a miner', () => {
  it('five failures of ten calls bench it, and one good answer brings it back', () => {
    expect(after([true, false, false, true, false, false]).benchedUntil).toBe(0)
    const benched = after([true, false, false, true, false, false, false], 1_000)
    expect(benched).toMatchObject({ benchedUntil: 11_000, benchMs: 20_000 })
    expect([isOpen(benched, 10_999), isOpen(benched, 11_000), isOpen(begun(benched), 11_000)]).toEqual([
      ...[false, true, false],
    ])
    const again = ended(begun(benched), { kind: 'failed', latencyMs: 5 }, 11_000)
    expect(again).toMatchObject({ benchedUntil: 31_000, benchMs: 40_000 })
    expect(ended(begun(again), { kind: 'good', latencyMs: 5 }, 31_000)).toMatchObject({
      ...{ benchedUntil: 0, benchMs: 10_000 },
    })
  })

  it('a call that says nothing about it changes nothing but its load', () => {
    const state = after([true])
    expect(ended(begun(state), { kind: 'unknown' }, 0)).toEqual(state)
  })

  it('a call that was outrun can only show that it is slower', () => {
    const state = after([true])
    expect(ended(begun(state), { kind: 'outrun', latencyMs: 50 }, 0)).toEqual(state)
    expect(ended(begun(state), { kind: 'outrun', latencyMs: 200 }, 0)).toEqual({ ...state, latencyMs: 120 })
  })
})

it('defect: calls that failed at the same time benched a miner once for each', () => {
  let state = Array.from({ length: 10 }).reduce<MinerState>((before) => begun(before), freshMiner)
  for (let call = 0; call < 10; call++) state = ended(state, { kind: 'failed', latencyMs: 1 }, 1_000)
  expect(state).toMatchObject({ benchedUntil: 11_000, benchMs: 20_000, inFlight: 0 })
})

describe('a miner that asks to be left alone for a time', () => {
  const away = (retryAfterMs: number, state: MinerState = freshMiner, now = 0) =>
    ended(begun(state), { kind: 'away', retryAfterMs }, now)

  it('defect: was benched, for longer each time', () => {
    let state: MinerState = freshMiner
    for (let at = 0; at < 10; at++) state = away(3_000, state)
    expect(state).toMatchObject({ benchedUntil: 0, benchMs: 10_000, latencyMs: null, inFlight: 0 })
    expect([isOpen(state, 2_999), isOpen(state, 3_000)]).toEqual([false, true])
  })

  it('is asked every two seconds at most, and every ten minutes at least', () => {
    expect([away(0).awayUntil, away(1e9).awayUntil]).toEqual([2_000, 600_000])
    expect(away(0, away(60_000)).awayUntil).toBe(60_000)
  })

  it('stays known as such when it fails, and is asked if there is no other', () => {
    const state = ended(begun(away(60_000)), { kind: 'failed', latencyMs: 1 }, 10)
    expect(isOpen(state, 20)).toBe(false)
    const alone = choosing([[a, state]])
    expect(names(eligible([a], alone, random))).toBe('a')
    expect(names(eligible([a, b], alone, random))).toBe('b')
  })
})
