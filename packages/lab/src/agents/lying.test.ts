import { expect, test } from 'vitest'
import { simulate } from '../play/simulate.js'
import { usualPopulation } from '../play/usual-population.js'
import { reportOf } from '../report/report.js'
import { adderLab } from '../testing/adder.js'
import { honestValidator } from '../validators/honest-validator.js'
import { honest } from './honest.js'
import { auditGamer, inflated } from './lying.js'

test('amounts are inflated wherever they stand, and nothing else is', () => {
  const answer = { id: 3, sizeBytes: 5, parts: [{ tokensUsed: 2n, name: 'a' }], data: new Uint8Array([1]) }
  expect(inflated(answer, 10)).toEqual({
    ...{ id: 3, sizeBytes: 50, data: new Uint8Array([1]) },
    parts: [{ tokensUsed: 20n, name: 'a' }],
  })
})

test('recognising audits pays, and a coin does not', async () => {
  const ratioOf = async (accuracy: number) => {
    const agent = auditGamer({ accuracy })
    const population = {
      miners: [{ agent: honest(), operators: 4 }, { agent }],
      validators: [{ agent: honestValidator() }],
    }
    const report = reportOf(adderLab, [await simulate(adderLab, { population, epochs: 12 })])
    return report.agents.find(({ name }) => name === agent.name)!.ratio.mean
  }
  expect(await ratioOf(0.5)).toBeLessThan(1)
  expect(await ratioOf(0.95)).toBeGreaterThan(1)
})

test('a bribe buys the weight of one validator, which consensus clips', async () => {
  const population = usualPopulation(adderLab, { honest: 4, validators: 2, cheats: ['briber', 'guesser'] })
  const { agents, validators } = reportOf(adderLab, [await simulate(adderLab, { population, epochs: 12 })])
  const of = (name: string) => agents.find((one) => one.name === name)!
  expect(of('briber').ratio.mean).toBeLessThan(0.2)
  expect(validators.find(({ name }) => name === 'bribed-validator')?.ratio.mean).toBeLessThan(1)
})
