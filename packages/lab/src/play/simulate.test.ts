import { describe, expect, test } from 'vitest'
import { defineAgent } from '../agents/agent.js'
import { honest, weak } from '../agents/honest.js'
import { guesser, lazy, silent } from '../agents/lazy.js'
import { earningsOf } from '../report/earnings.js'
import { adderLab } from '../testing/adder.js'
import { honestValidator } from '../validators/honest-validator.js'
import { defineValidator } from '../validators/validator-agent.js'
import type { Population } from './population.js'
import { createScorers } from './scorer.js'
import { simulate } from './simulate.js'

const field: Population = {
  miners: [
    { agent: honest(), operators: 3 },
    { agent: weak(), operators: 2 },
    { agent: lazy() },
    { agent: guesser() },
  ],
  validators: [{ agent: honestValidator(), count: 2 }],
}
const play = (population: Population, options = {}) =>
  simulate(adderLab, { population, epochs: 8, seed: 3, ...options })
const pay = ({ miners }: Awaited<ReturnType<typeof play>>) =>
  new Map(miners.map((one) => [one.hotkey, one.earned]))

test('the same seed pays the same to the last rao, another seed does not', async () => {
  const [one, same, other] = [await play(field), await play(field), await play(field, { seed: 4 })]
  expect(pay(one)).toEqual(pay(same))
  expect(pay(one)).not.toEqual(pay(other))
})

test('operators of a group register one after the other', async () => {
  const late = { agent: honest({ name: 'late' }), operators: 3, joins: 2, joinsEvery: 2 }
  const { miners } = await play({ ...field, miners: [...field.miners, late] })
  const joined = miners.filter(({ hotkey }) => hotkey.startsWith('late')).map(({ joined: at }) => at)
  expect(joined).toEqual([2, 4, 6])
})

test('work is paid by its quality, and silence not at all', async () => {
  const { miners } = await play({ ...field, miners: [...field.miners, { agent: silent() }] })
  const earned = (agent: string) => {
    const own = miners.filter((one) => one.agent.name === agent)
    return own.reduce((sum, one) => sum + Number(one.earned), 0) / own.length
  }
  expect(earned('honest')).toBeGreaterThan(earned('honest-weak'))
  expect(earned('honest-weak')).toBeGreaterThan(earned('lazy'))
  expect(earned('lazy')).toBeGreaterThan(earned('guesser'))
  expect(earned('silent')).toBe(0)
})

test('defect: scores of an earlier simulation counted in the next one that used the same scorers', async () => {
  await using scorers = createScorers(adderLab)
  expect(pay(await play(field, { scorers }))).toEqual(pay(await play(field)))
  expect(pay(await play(field, { scorers }))).toEqual(pay(await play(field)))
})

describe('metamorphic', () => {
  test('a permuted population is paid the same', async () => {
    const turned = { ...field, miners: field.miners.toReversed() }
    expect(new Map([...pay(await play(turned))].toSorted())).toEqual(
      new Map([...pay(await play(field))].toSorted()),
    )
  })

  test('stakes times four change no incentive', async () => {
    const scaled = { ...field, validators: [{ agent: honestValidator(), count: 2, stake: 4_000 }] }
    const last = async (population: Population) =>
      (await play(population, { epochs: 3, chain: { alphaPerBlock: 0n } })).miners.map(
        ({ incentives }) => incentives,
      )
    expect(await last(scaled)).toEqual(await last(field))
  })

  test('a silent miner more changes the order of nobody', async () => {
    const order = (result: Awaited<ReturnType<typeof play>>) =>
      result.miners
        .filter(({ agent }) => agent.name !== 'silent')
        .toSorted((one, other) => Number(other.earned - one.earned))
        .map(({ hotkey }) => hotkey)
    const more = { ...field, miners: [...field.miners, { agent: silent() }] }
    expect(order(await play(more))).toEqual(order(await play(field)))
  })
})

test('splitting an honest miner in two raises its pay for its cost by nothing', async () => {
  const whole = honest({ name: 'split' })
  const two = { ...whole, hotkeys: 2 }
  const perCost = async (agent: typeof whole) => {
    const population = { ...field, miners: [...field.miners, { agent }] }
    const rows = earningsOf(await play(population, { epochs: 20 }))
    return rows.find((row) => row.agent.name === 'split')!.ratio
  }
  // The same pay for the same work: what is left is luck.
  expect((await perCost(two)) / (await perCost(whole))).toBeLessThan(1.1)
})

test('an agent that throws is silent, alone, and the record says so', async () => {
  const broken = defineAgent({
    name: 'broken',
    answer() {
      throw new Error('out of paper')
    },
  })
  const { miners } = await play({ ...field, miners: [...field.miners, { agent: broken }] })
  expect(miners.find(({ hotkey }) => hotkey === 'broken')).toMatchObject({
    earned: 0n,
    silent: 64,
    answers: 0,
  })
  expect(miners.find(({ hotkey }) => hotkey === 'broken')?.trouble).toContain('out of paper')
  expect(miners.filter(({ trouble }) => trouble !== null)).toHaveLength(1)
})

test('a late answer is absent, and an answer that the schema refuses is malformed', async () => {
  const late = defineAgent({
    name: 'late',
    answer: async ({ solve }) => ({ output: await solve(1), latencyMs: 5_000 }),
  })
  const odd = defineAgent({ name: 'odd', answer: () => ({ output: { sum: 'many' } as never }) })
  const { miners } = await play({ ...field, miners: [...field.miners, { agent: late }, { agent: odd }] })
  const of = (name: string) => miners.find(({ hotkey }) => hotkey === name)
  expect(of('late')).toMatchObject({ late: 64, answers: 0, earned: 0n, malformed: 0 })
  expect(of('odd')).toMatchObject({ malformed: 64, earned: 0n })
})

test('a full subnet evicts the weakest past its immunity, and those that register again pay', async () => {
  const again = defineAgent({ name: 'again', answer: () => null, registersAgain: ({ age }) => age >= 2 })
  const { miners } = await play(
    { ...field, miners: [...field.miners, { agent: again }] },
    { chain: { maxUids: 11, immunityPeriod: 360, minNonImmuneUids: 2 } },
  )
  const lives = miners.filter(({ agent }) => agent === again)
  expect(lives.length).toBeGreaterThan(2)
  expect(lives.at(-1)?.hotkey).toMatch(/^again~\d+$/)
  expect(miners.some(({ left }) => left !== null)).toBe(true)
  expect(lives.every(({ burn }) => burn > 0n)).toBe(true)
})

test.each([
  ['no validator', { ...field, validators: [] }],
  ['no miner', { ...field, miners: [] }],
  ['a name twice', { ...field, miners: [{ agent: silent() }, { agent: silent() }] }],
  ['defect: a miner named as the owner', { ...field, miners: [{ agent: honest({ name: 'owner' }) }] }],
  [
    'defect: a name that a numbered miner has',
    { ...field, miners: [{ agent: honest(), operators: 2 }, { agent: honest({ name: 'honest-2' }) }] },
  ],
  [
    'defect: a miner named as a numbered validator',
    { ...field, miners: [{ agent: honest({ name: 'validator-1' }) }] },
  ],
  ['more neurons than places', { ...field, miners: [{ agent: silent(), operators: 300 }] }],
])('%s is refused', async (_, population) => {
  await expect(play(population)).rejects.toMatchObject({ code: 'POPULATION_INVALID' })
})

test('weights with stakes of nothing are refused as options', async () => {
  const zero = { ...field, validators: [{ agent: honestValidator(), stake: 0 }] }
  await expect(play(zero)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
})

const broken = () => {
  throw new Error('no ink')
}

test.each([
  ['nothing', () => undefined],
  ['no number', () => ({ uids: [1], values: [Number.NaN] })],
  ['more than u16', () => ({ uids: [1], values: [65_536] })],
  ['fewer values than uids', () => ({ uids: [1, 2], values: [1] })],
  ['an error', broken],
])('defect: weights of a validator that are %s cost that validator its slot only', async (_, weights) => {
  const odd = defineValidator({ name: 'odd', weights: weights as never })
  const validators = [{ agent: honestValidator(), count: 2 }, { agent: odd }]
  const { validators: records, miners } = await play({ ...field, validators }, { epochs: 4 })
  expect(records.map(({ trouble }) => trouble?.includes('odd') ?? null)).toEqual([null, null, true])
  expect(miners[0]!.earned).toBeGreaterThan(0n)
})

test('defect: a validator whose sees() fails reaches nobody, and the record says so', async () => {
  const blind = defineValidator({ name: 'blind', sees: broken, weights: ({ own }) => own })
  const validators = [{ agent: honestValidator() }, { agent: blind }]
  const { validators: records } = await play({ ...field, validators }, { epochs: 1 })
  expect(records[1]?.trouble).toContain('no ink')
})

test('defect: a latecomer without a place is recorded', async () => {
  const miners = [...field.miners, { agent: silent(), joins: 2 }]
  const chain = { maxUids: 10, minNonImmuneUids: 20, immunityPeriod: 0 }
  const full = { ...field, miners }
  const { unplaced } = await play(full, { chain, epochs: 4 })
  expect(unplaced).toEqual([{ agent: 'silent', hotkey: 'silent', epoch: 2 }])
})
