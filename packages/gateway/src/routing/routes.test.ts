import { expect, it } from 'vitest'
import type { Candidate } from '../model.js'
import { begun, ended, freshMiner, type MinerState, minerKey } from './miner-state.js'
import { routesOf } from './routes.js'

const miner = (hotkey: string, uid: number): Candidate => ({
  ...{ hotkey, uid, coldkey: hotkey, host: '127.0.0.1', port: 1, registeredAt: 5, incentive: uid },
})
const miners = ['fine', 'failing', 'away', 'worse', 'new'].map(miner)
const called = (state: MinerState, kind: 'good' | 'failed', now: number) =>
  ended(begun(state), { kind, latencyMs: 100 }, now)
const failing = Array.from({ length: 5 }).reduce<MinerState>(
  (state) => called(state, 'failed', 0),
  freshMiner,
)
const away = ended(begun(freshMiner), { kind: 'away', retryAfterMs: 5_000 }, 0)
const states = new Map([
  ['fine@5', called(called(freshMiner, 'good', 0), 'failed', 0)],
  ['failing@5', failing],
  ['away@5', away],
  ['left@5', called(freshMiner, 'good', 0)],
])
const skills = {
  isBenched: (key: string) => key === minerKey(miners[3]!),
  knownOf: (key: string) => (key === 'fine@5' ? [{ name: '', mean: 0.9, answers: 12 }] : []),
}
const at = (now: number) =>
  Object.fromEntries(routesOf({ miners, states, skills, now }).map((route) => [route.hotkey, route]))

it('shows each miner with its calls, its skill, and why it is not asked', () => {
  const { fine, failing, away, worse, left, new: fresh } = at(1_000)
  expect(fine).toMatchObject({ uid: 0, state: 'open', calls: 2, failures: 1, latencyMs: 100, inFlight: 0 })
  expect(fine?.skills).toEqual([{ name: '', mean: 0.9, answers: 12 }])
  expect(failing).toMatchObject({ state: 'failing', forMs: 9_000, calls: 5, failures: 5 })
  expect(away).toMatchObject({ state: 'away', forMs: 4_000, calls: 0 })
  expect(worse).toMatchObject({ state: 'worse', forMs: null })
  expect(left).toMatchObject({ uid: null, state: 'gone', registeredAt: 5 })
  expect(fresh).toMatchObject({ state: 'open', calls: 0, latencyMs: null })
})

it('a miner whose bench is over is in trial until its next call ends well', () => {
  expect(at(10_000).failing).toMatchObject({ state: 'trial', forMs: null })
  states.set('failing@5', called(failing, 'good', 10_000))
  expect(at(10_000).failing).toMatchObject({ state: 'open', calls: 6 })
})
