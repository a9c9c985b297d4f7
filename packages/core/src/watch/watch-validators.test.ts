import { expect, test } from 'vitest'
import type { WatchKind } from './finding.js'
import type { WatchNeuron, WatchSnapshot } from './snapshot.js'
import { watchValidators } from './watch-validators.js'

const validators = 6
const miners = 8
const tempo = 360

/** Shares that a validator gives in an epoch; null sets nothing. */
type Strategy = (epoch: number, honest: readonly number[]) => readonly number[] | 'same' | null

/** Deterministic noise in [-1, 1). */
const wobble = (...seed: readonly number[]) => {
  const value = Math.sin(seed.reduce((sum, part, at) => sum + part * (12.9898 + 65.1 * at), 1)) * 43_758.5453
  return 2 * (value - Math.floor(value)) - 1
}

const honestShares = (validator: number, epoch: number) =>
  Array.from(
    { length: miners },
    (_, miner) =>
      (1 + miner) * (1 + 0.2 * Math.sin(epoch / 4 + miner)) * (1 + 0.15 * wobble(validator, epoch, miner)),
  )

interface Setting {
  readonly epochs?: number
  readonly strategies?: Readonly<Record<number, Strategy>>
  readonly coldkeys?: Readonly<Record<number, string>>
}

/** Rows of validators by epoch, consensus as the mean: the rules need no more. */
function playRows({ epochs = 20, strategies = {}, coldkeys = {} }: Setting): WatchSnapshot[] {
  const rows = Array.from({ length: validators }, () => [] as WatchNeuron['weights'])
  const updates = Array.from({ length: validators }, () => 0)
  return Array.from({ length: epochs }, (_, epoch) => {
    const block = 10_000 + tempo * epoch
    for (let uid = 0; uid < validators; uid++) {
      const honest = honestShares(uid, epoch)
      const strategy = epoch > 0 ? strategies[uid] : undefined
      const shares = strategy === undefined ? honest : strategy(epoch, honest)
      if (shares === null) continue
      updates[uid] = block - 100 + uid
      if (shares === 'same') continue
      const most = Math.max(...shares)
      rows[uid] = shares.map((share, at) => [validators + at, Math.round((65_535 * share) / most)] as const)
    }
    const neuron = (uid: number): WatchNeuron => ({
      ...{ uid, hotkey: `hotkey-${uid}`, coldkey: coldkeys[uid] ?? `coldkey-${uid}`, registeredAt: 1 },
      ...{ stake: uid < validators ? 1_000 : 0, validatorPermit: uid < validators },
      ...{ lastUpdate: updates[uid] ?? 1, incentive: 0, dividends: 0, validatorTrust: 0 },
      consensus: uid < validators ? 0 : 1 + uid - validators,
      weights: rows[uid] ?? [],
    })
    return { block, neurons: Array.from({ length: validators + miners }, (_, uid) => neuron(uid)) }
  })
}

const kindsOf = (setting: Setting): readonly (readonly [WatchKind, readonly number[]])[] =>
  watchValidators(playRows(setting)).map((finding) => [
    finding.kind,
    finding.validators.map(({ uid }) => uid),
  ])

const favour =
  (...favoured: readonly number[]): Strategy =>
  (_, honest) => {
    const sum = honest.reduce((total, share) => total + share, 0)
    return honest.map((share, at) => share + (favoured.includes(validators + at) ? sum / 2 : 0))
  }

test('nothing is found among honest validators, in no or one epoch, or without weights', () => {
  expect(kindsOf({})).toEqual([])
  expect(kindsOf({ epochs: 1 })).toEqual([])
  expect(watchValidators([])).toEqual([])
  const empty = playRows({}).map(({ block, neurons }) => ({
    block,
    neurons: neurons.map((neuron) => ({ ...neuron, weights: [] })),
  }))
  expect(watchValidators(empty)).toEqual([])
})

test('a copy of the weights that another one had an epoch before names the source and the lag', () => {
  const copy: Strategy = (epoch) => honestShares(2, epoch - 1)
  const findings = watchValidators(playRows({ strategies: { 4: copy } }))
  expect(findings).toMatchObject([
    {
      kind: 'weight-copier',
      validators: [{ uid: 4 }],
      copied: 'validator',
      source: { uid: 2 },
      lag: 1,
      confidence: 'high',
    },
  ])
})

test('the same weights later in the epoch are a copy, and those of the same operator are none', () => {
  const strategies = { 4: (epoch: number) => honestShares(2, epoch) }
  expect(watchValidators(playRows({ strategies }))).toMatchObject([{ validators: [{ uid: 4 }], lag: 0 }])
  expect(kindsOf({ strategies, coldkeys: { 4: 'one', 2: 'one' } })).toEqual([])
})

test('weights that do not move are lazy: sooner if they are set again, later if they are not', () => {
  const strategies = { 3: (): 'same' => 'same' }
  expect(kindsOf({ strategies, epochs: 6 })).toEqual([])
  expect(kindsOf({ strategies, epochs: 8 })).toEqual([['lazy-validator', [3]]])
  expect(kindsOf({ strategies: { 3: () => null }, epochs: 12 })).toEqual([])
  expect(kindsOf({ strategies: { 3: () => null }, epochs: 14 })).toEqual([['lazy-validator', [3]]])
})

test('an honest validator that sets weights every eighth epoch is not lazy', () => {
  const rarely: Strategy = (epoch, honest) => (epoch % 8 === 0 ? honest : null)
  expect(kindsOf({ strategies: { 3: rarely }, epochs: 40 })).toEqual([])
})

test('favouring miners of its own coldkey is self-dealing, owning good ones is not', () => {
  const coldkeys = { 1: 'one', 6: 'one', 13: 'one' }
  expect(kindsOf({ coldkeys })).toEqual([])
  const [finding] = watchValidators(playRows({ coldkeys, strategies: { 1: favour(6) } }))
  expect(finding).toMatchObject({ kind: 'self-dealing', validators: [{ uid: 1 }], miners: [{ uid: 6 }] })
})

test("a pair that favours each other's miners, or the same ones, is found once", () => {
  const coldkeys = { 1: 'one', 6: 'one', 2: 'two', 7: 'two' }
  expect(kindsOf({ coldkeys, strategies: { 1: favour(7), 2: favour(6) } })).toEqual([
    ['colluding-pair', [1, 2]],
  ])
  const common = watchValidators(playRows({ strategies: { 1: favour(6), 2: favour(6) } }))
  expect(common).toMatchObject([{ kind: 'colluding-pair', link: 'common', miners: [{ uid: 6 }] }])
})

test('one that favours a miner alone is no pair', () => {
  expect(kindsOf({ strategies: { 1: favour(6) } })).toEqual([])
})
