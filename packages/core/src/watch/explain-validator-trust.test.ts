import { expect, test } from 'vitest'
import { explainValidatorTrust } from './explain-validator-trust.js'
import type { WatchNeuron, WatchSnapshot } from './snapshot.js'

const share = (part: number) => Math.round(65_535 * part)

interface Row {
  readonly weights: readonly number[]
  readonly lastUpdate?: number
}

/** One validator, uid 0, and three miners; consensus by miner. */
function snapshot(
  block: number,
  { weights, lastUpdate = block - 10 }: Row,
  consensus: readonly number[],
  registered: readonly number[] = [1, 1, 1],
): WatchSnapshot {
  const neuron = (uid: number): WatchNeuron => ({
    ...{ uid, hotkey: `hotkey-${uid}`, coldkey: `coldkey-${uid}` },
    ...{
      registeredAt: uid === 0 ? 1 : registered[uid - 1]!,
      stake: 1,
      validatorPermit: uid === 0,
      lastUpdate,
    },
    ...{
      consensus: uid === 0 ? 0 : share(consensus[uid - 1]!),
      incentive: 0,
      dividends: 0,
      validatorTrust: 0,
    },
    weights: uid === 0 ? weights.map((part, at) => [at + 1, share(part)] as const) : [],
  })
  return { block, neurons: [0, 1, 2, 3].map(neuron) }
}

const parts = (report: ReturnType<typeof explainValidatorTrust>) =>
  Object.fromEntries(Object.entries(report!.losses).map(([cause, loss]) => [cause, Number(loss.toFixed(3))]))

test('a hotkey that is not there has no report', () => {
  expect(explainValidatorTrust([], 'hotkey-0')).toBeNull()
  expect(explainValidatorTrust([snapshot(100, { weights: [1, 0, 0] }, [1, 0, 0])], 'other')).toBeNull()
})

test('without history all of the loss is that of other tasks, and clipped uids are named', () => {
  const report = explainValidatorTrust(
    [snapshot(100, { weights: [0.6, 0.3, 0.1] }, [0.5, 0.3, 0.2])],
    'hotkey-0',
  )
  expect(report!.computed).toBeCloseTo(0.9, 3)
  expect(parts(report)).toEqual({ 'silent-stake': 0, stale: 0, late: 0, persistent: 0, 'other-tasks': 0.1 })
  expect(report!.clipped.map(({ uid }) => uid)).toEqual([1])
})

test('consensus of miners that came after the last update is stale', () => {
  const report = explainValidatorTrust(
    [snapshot(1_000, { weights: [0.6, 0.4, 0], lastUpdate: 500 }, [0.5, 0.3, 0.2], [1, 1, 600])],
    'hotkey-0',
  )
  expect(parts(report)).toMatchObject({ stale: 0.2, 'other-tasks': 0 })
  expect(report!.unknownMiners).toEqual([3])
})

test('what the same weights did not lose when they were set is late', () => {
  const row = { weights: [0.6, 0.3, 0.1], lastUpdate: 500 }
  const history = [snapshot(600, row, [0.6, 0.3, 0.1]), snapshot(1_000, row, [0.4, 0.3, 0.3])]
  expect(parts(explainValidatorTrust(history, 'hotkey-0'))).toMatchObject({ late: 0.2, 'other-tasks': 0 })
})

test('an excess of every epoch is persistent, one that comes and goes is not', () => {
  const consensus = [0.4, 0.4, 0.2]
  const play = (weightsOf: (epoch: number) => readonly number[]) =>
    explainValidatorTrust(
      Array.from({ length: 7 }, (_, epoch) =>
        snapshot(1_000 + 360 * epoch, { weights: weightsOf(epoch) }, consensus),
      ),
      'hotkey-0',
    )
  const steady = play((epoch) => [0.5 + epoch / 1_000, 0.3, 0.2 - epoch / 1_000])
  expect(steady!.losses.persistent).toBeGreaterThan(0.095)
  const noisy = play((epoch) => (epoch % 2 === 0 ? [0.5, 0.3, 0.2] : [0.3, 0.5, 0.2 + epoch / 1_000]))
  expect(noisy!.losses).toMatchObject({ persistent: 0 })
})

test('losses add up to what is missing of the trust', () => {
  const history = Array.from({ length: 8 }, (_, epoch) =>
    snapshot(1_000 + 360 * epoch, { weights: [0.5, 0.3 + epoch / 50, 0.2] }, [0.3, 0.3, 0.4]),
  )
  const { losses, computed } = explainValidatorTrust(history, 'hotkey-0')!
  expect(Object.values(losses).reduce((sum, loss) => sum + loss, 0)).toBeCloseTo(1 - computed, 12)
})

test('defect: consensus of 0, since stake without weights has half of the votes, was said to be other tasks', () => {
  const neuron = (uid: number, stake: number, weights: WatchNeuron['weights']): WatchNeuron => ({
    ...{ uid, hotkey: `hotkey-${uid}`, coldkey: `coldkey-${uid}`, registeredAt: 1, stake },
    ...{ validatorPermit: true, lastUpdate: uid < 2 ? 990 : 100, weights },
    ...{ consensus: 0, incentive: 0, dividends: 0, validatorTrust: 0 },
  })
  const row = [[2, 65_535]] as const
  const neurons = [neuron(0, 400, row), neuron(1, 500, row), neuron(2, 600, []), neuron(3, 500, [[3, 1]])]
  const report = explainValidatorTrust([{ block: 1_000, neurons }], 'hotkey-0')
  expect(parts(report)).toMatchObject({ 'silent-stake': 1, 'other-tasks': 0 })
  expect(report!.silent).toEqual({ uids: [2, 3], share: 0.55 })
  // Beyond the activity cutoff they have no vote.
  const later = explainValidatorTrust([{ block: 1_000, activityCutoff: 500, neurons }], 'hotkey-0')
  expect(parts(later)).toMatchObject({ 'silent-stake': 0, 'other-tasks': 1 })
  expect(later!.silent).toEqual({ uids: [], share: 0 })
})
