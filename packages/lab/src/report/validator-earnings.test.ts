import { expect, test } from 'vitest'
import { honest } from '../agents/honest.js'
import type { ValidatorRecord } from '../play/records.js'
import { simulate } from '../play/simulate.js'
import { dishonestValidators, usualPopulation } from '../play/usual-population.js'
import { adderLab } from '../testing/adder.js'
import { ringValidator } from '../validators/cheating.js'
import { honestValidator } from '../validators/honest-validator.js'
import { reportOf } from './report.js'
import { validatorEarningsOf } from './validator-earnings.js'

const recordOf = (agent: ValidatorRecord['agent'], stake: bigint, earned: bigint): ValidatorRecord => ({
  ...{ hotkey: agent.name, agent, trouble: null, trust: [], refusals: new Map() },
  ...{ stake: stake * 10n ** 9n, earned: earned * 10n ** 9n },
})

test('a validator gains or loses what it earns beyond its part by stake', () => {
  const validators = [recordOf(honestValidator(), 700n, 90n), recordOf(ringValidator(), 300n, 10n)]
  const [own, ring] = validatorEarningsOf({ validators })
  expect(own).toMatchObject({ stakeShare: 0.7, ratio: 1, gained: 20 })
  expect(own?.fairRatio).toBeCloseTo(90 / 70)
  expect(ring).toMatchObject({ stakeShare: 0.3, gained: -20 })
  expect(ring?.fairRatio).toBeCloseTo(1 / 3)
})

test('dishonest validators have the part of the stake that is asked for, in equal parts', () => {
  const stakes = (options: object) => {
    const { validators } = usualPopulation(adderLab, { validators: 4, ...options })
    return new Map(validators.map(({ agent, count = 1, stake = 0 }) => [agent.name, count * stake]))
  }
  for (const share of [0.1, 0.3, 0.49]) {
    const all = stakes({ dishonestStake: share })
    const total = [...all.values()].reduce((sum, one) => sum + one, 0)
    expect(all.size).toBe(1 + dishonestValidators().length)
    expect(1 - all.get('validator')! / total).toBeCloseTo(share)
    expect(all.get('stake-splitter')! / total).toBeCloseTo(share / dishonestValidators().length)
  }
  expect([...stakes({ dishonestStake: 0 }).keys()]).toEqual(['validator'])
  const ring = stakes({ dishonestStake: 0.5, dishonestValidators: ['ring-validator'] })
  expect(ring).toEqual(new Map([...[['validator', 4_000] as const], ['ring-validator', 4_000]]))
})

test.each([0.1, 0.3, 0.49])(
  'a ring with %f of the stake pays its miners nothing, and gains nothing itself',
  async (share) => {
    const options = { honest: 4, validators: 2, cheats: ['ring-miner'], dishonestStake: share }
    const population = usualPopulation(adderLab, { ...options, dishonestValidators: ['ring-validator'] })
    const report = reportOf(adderLab, [await simulate(adderLab, { population, epochs: 12 })])
    const [own, ring] = report.validators
    expect(ring?.stakeShare.mean).toBeCloseTo(share)
    expect(ring?.gained.mean).toBeLessThan(0)
    expect(own?.gained.mean).toBeCloseTo(-ring!.gained.mean)
    expect(own?.fairRatio.mean).toBeGreaterThan(1)
    expect(report.agents.find(({ name }) => name === 'ring-miner')?.earned.mean).toBe(0)
  },
)

test('a ring with more than half of the stake takes the subnet', async () => {
  const options = { honest: 4, validators: 2, cheats: ['ring-miner'], dishonestStake: 0.6 }
  const population = usualPopulation(adderLab, { ...options, dishonestValidators: ['ring-validator'] })
  const report = reportOf(adderLab, [await simulate(adderLab, { population, epochs: 12 })])
  expect(report.validators.find(({ intent }) => intent === 'honest')?.fairRatio.mean).toBeLessThan(1)
  expect(report.agents.find(({ name }) => name === honest().name)?.earned.mean).toBe(0)
})
