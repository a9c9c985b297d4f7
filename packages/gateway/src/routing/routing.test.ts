import { expect, it } from 'vitest'
import type { Candidate } from '../model.js'
import { begun, ended, freshMiner, isOpen, type MinerState, minerKey } from './miner-state.js'
import { eligible, pick } from './pick.js'

const miner = (name: string, incentive = 0): Candidate => ({
  ...{ hotkey: name, coldkey: name, host: '127.0.0.1', port: 1, registeredAt: 5, incentive },
})
const [a, b, c] = [miner('a'), miner('b'), miner('c')]
const none: ReadonlySet<string> = new Set()

function after(outcomes: readonly boolean[], now = 0): MinerState {
  return outcomes.reduce(
    (state, good) => ended(begun(state), { kind: good ? 'good' : 'failed', latencyMs: 100 }, now),
    freshMiner,
  )
}

it('of two, the one with the shorter wait is asked', () => {
  const states = new Map([
    [minerKey(a), { ...freshMiner, latencyMs: 100 }],
    [minerKey(b), { ...freshMiner, latencyMs: 80, inFlight: 8 }],
  ])
  for (const draw of [0, 0.4, 0.6, 0.99]) expect(pick([a, b], states, () => draw)).toBe(a)
  expect(pick([], states, () => 0)).toBeNull()
  expect(pick([c], states, () => 0.9)).toBe(c)
})

it('miners that the last epoch paid come first, and benched ones last', () => {
  const all = [miner('a', 1), miner('b', 0), miner('c', 2)]
  const options = { now: 0, exclude: none }
  expect(eligible(all, new Map(), options)).toEqual([all[0], all[2]])
  const benched = { ...freshMiner, benchedUntil: 10 }
  const states = new Map(all.map((one) => [minerKey(one), benched]))
  expect(eligible(all, new Map([[minerKey(all[0]!), benched]]), options)).toEqual([all[2]])
  expect(eligible(all, states, options)).toEqual(all)
  expect(eligible(all, states, { now: 0, exclude: new Set(all.map(minerKey)) })).toEqual([])
})

it('five failures of ten calls bench a miner, and one good answer brings it back', () => {
  expect(after([true, false, false, true, false, false]).benchedUntil).toBe(0)
  const benched = after([true, false, false, true, false, false, false], 1_000)
  expect(benched).toMatchObject({ benchedUntil: 11_000, benchMs: 20_000 })
  expect([isOpen(benched, 10_999), isOpen(benched, 11_000), isOpen(begun(benched), 11_000)]).toEqual([
    false,
    true,
    false,
  ])
  const again = ended(begun(benched), { kind: 'failed', latencyMs: 5 }, 11_000)
  expect(again).toMatchObject({ benchedUntil: 31_000, benchMs: 40_000 })
  expect(ended(begun(again), { kind: 'good', latencyMs: 5 }, 31_000)).toMatchObject({
    benchedUntil: 0,
    benchMs: 10_000,
  })
})

it('a call that says nothing about the miner changes nothing but its load', () => {
  const state = after([true])
  expect(ended(begun(state), { kind: 'unknown' }, 0)).toEqual(state)
})
