import type { Metagraph, Neuron } from '@subnetkit/chain'
import { expect, test } from 'vitest'
import { type Earner, judgeEarnings } from './earnings.js'

const neuron: Neuron = {
  uid: 1,
  hotkey: 'hot',
  coldkey: 'cold',
  identity: null,
  axon: null,
  registeredAt: 100,
  validatorPermit: true,
  active: true,
  stake: 10n,
  alphaStake: 10n,
  taoStake: 0n,
  incentive: 6_554,
  dividends: 32_768,
  validatorTrust: 60_000,
  consensus: 0,
  trust: null,
  rank: null,
  emission: 5_000_000_000n,
  lastUpdate: 900,
}
const metagraph = {
  netuid: 3,
  mechanism: 0,
  block: 1_000,
  lastStep: 950,
  nextEpochBlock: 1_310,
  ownerHotkey: 'owner hot',
  ownerColdkey: 'owner cold',
  parameters: {
    tempo: 360,
    activityCutoff: 500,
    commitReveal: false,
    revealPeriod: 1,
    immunityPeriod: 5_000,
  },
  neurons: [neuron],
} as unknown as Metagraph

const judge = (change: Partial<Neuron>, more: Partial<Omit<Earner, 'neuron'>> = {}) => {
  const judged = { ...neuron, ...change }
  const shared = { metagraph, row: [[0, 65_535]] as const, role: 'validator' as const, ...more }
  return judgeEarnings({ ...shared, neuron: judged })
}
const hidden = {
  metagraph: { ...metagraph, parameters: { ...metagraph.parameters, commitReveal: true } },
  row: [],
}
const unpaid = { metagraph: { ...metagraph, neurons: [{ ...neuron, emission: 0n }] } }

test('a validator with fresh weights and dividends passes', () => {
  expect(judge({}).map(({ name, verdict }) => [name, verdict])).toEqual([
    ['weights', 'pass'],
    ['earnings', 'pass'],
  ])
})

test('the activity cutoff is the last block that counts, as in the epoch', () => {
  expect(judge({ lastUpdate: 500 })[0]).toMatchObject({ verdict: 'pass' })
  expect(judge({ lastUpdate: 499 })[0]).toMatchObject({
    verdict: 'fail',
    sentence: expect.stringContaining('past the activity cutoff of 500'),
  })
})

test.each([
  ['no weights at all', { lastUpdate: 100 }, { row: [] }, 'holds no weights'],
  ['hidden weights that were never sent', { lastUpdate: 100 }, hidden, 'holds no weights'],
  [
    'a commit that was never revealed',
    { lastUpdate: 101 },
    { ...hidden, metagraph: { ...hidden.metagraph, block: 9_000 } },
    'not revealed in time',
  ],
  ['weights on itself alone', {}, { row: [[1, 65_535]] as const }, 'only weight is on the validator itself'],
])('defect: doctor passes a validator that earns nothing: %s', (_, change, more, text) => {
  expect(judge({ dividends: 0, emission: 0n, ...change }, more)[0]).toMatchObject({
    verdict: 'fail',
    sentence: expect.stringContaining(text),
  })
})

test.each([
  ['no permit, even for an owner', { validatorPermit: false }, {}, 'without a validator permit'],
  ['inactive at the last epoch', { active: false }, {}, 'counted as inactive'],
  ['no trust', { validatorTrust: 0 }, {}, 'validator trust is 0'],
  ['no bonds', {}, {}, 'no bonds'],
  ['a subnet that pays no neuron', {}, unpaid, 'paid no neuron'],
  ['a share of nothing', { dividends: 9 }, {}, 'no emission to share'],
])('defect: doctor passes a validator without dividends: %s', (_, change, more, text) => {
  const zero = { dividends: 0, emission: 0n, ...change }
  const inMetagraph = { metagraph, ...more }
  expect(judge(zero, inMetagraph)[1]).toMatchObject({
    verdict: 'fail',
    sentence: expect.stringContaining(text),
  })
})

test.each([
  ['a commit that waits for its reveal', { lastUpdate: 900 }, hidden, 0, 'not revealed yet'],
  ['weights after the last epoch', { lastUpdate: 990 }, {}, 1, 'block 1310 is the first to count them'],
])('nothing to fix, and nothing earned yet: %s', (_, change, more, at, text) => {
  expect(judge({ dividends: 0, emission: 0n, ...change }, more)[at]).toMatchObject({
    verdict: 'skip',
    sentence: expect.stringContaining(text),
  })
})

test.each([
  ['the owner of the subnet', { hotkey: 'owner hot' }, {}, 'fail', 'burned or recycled'],
  ['another hotkey of the owner', { coldkey: 'owner cold' }, {}, 'fail', 'burned or recycled'],
  ['no weight from anybody', { incentive: 0 }, {}, 'fail', 'replaced from block 5100'],
  ['a subnet that pays no neuron', { incentive: 0 }, unpaid, 'fail', 'paid no neuron'],
  ['a newcomer', { incentive: 0, registeredAt: 960 }, {}, 'skip', 'registered after it'],
  ['one that is paid', {}, {}, 'pass', '10.00 % of the incentive, 5 α'],
])('of a miner: %s', (_, change, more, verdict, text) => {
  expect(judge(change, { role: 'miner', row: [], ...more })).toMatchObject([
    { name: 'earnings', verdict, sentence: expect.stringContaining(text) },
  ])
})
