import { expect, test } from 'vitest'
import { simulate } from '../play/simulate.js'
import { usualPopulation } from '../play/usual-population.js'
import { gate } from '../report/gate.js'
import { reportOf } from '../report/report.js'
import { adderLab } from '../testing/adder.js'
import type { AgentCall } from './agent.js'
import { cheats } from './catalogue.js'
import { sybil } from './copying.js'
import { overfitter } from './gaming.js'

test('every built-in cheat has a name and a sentence of its own', () => {
  const all = cheats()
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
  expect(all.length).toBeGreaterThanOrEqual(18)
  for (const { intent, about } of all) {
    expect(intent).toBe('cheat')
    expect(about).toMatch(/^[a-z].*[^.]$/)
  }
})

test('all of them play, and only those that need no work of their own answer nothing', async () => {
  const population = usualPopulation(adderLab, { honest: 4, validators: 2 })
  const report = reportOf(adderLab, [await simulate(adderLab, { population, epochs: 3 })])
  expect(report.agents.filter(({ trouble }) => trouble !== null)).toEqual([])
  expect(report.agents.filter(({ answers }) => answers === 0).map(({ name }) => name)).toEqual(['silent'])
  expect(gate(adderLab, report).findings).toHaveLength(cheats().length)
})

test('validators that do not work are paid less for their stake than honest ones', async () => {
  const population = usualPopulation(adderLab, {
    honest: 8,
    validators: 3,
    cheats: ['ring-miner', 'briber', 'guesser'],
  })
  const { validators } = reportOf(adderLab, [await simulate(adderLab, { population, epochs: 25 })])
  const cheating = validators.filter(({ intent }) => intent === 'cheat')
  expect(cheating).toHaveLength(6)
  for (const { name, ratio } of cheating) expect(ratio.mean, name).toBeLessThan(1)
  expect(validators.find(({ name }) => name === 'version-laggard')?.refusals).toEqual({})
})

test.each([
  [['able', 'baker', 'charlie', 'delta'], 2],
  [['bd', 'bf', 'bh', 'bj', 'bl', 'bn'], 3],
  [['a', 'c', 'e'], 1],
  [['sum'], 0],
])('defect: the overfitter took families by their first letter; of %j it has %d', async (families, has) => {
  const skills = await Promise.all(
    families.map(async (family) => {
      const skill: number[] = []
      const solve = async (of: number) => skill.push(of)
      await overfitter().answer({ family, families, solve } as unknown as AgentCall)
      return skill[0]
    }),
  )
  expect(skills.filter((skill) => skill === 1)).toHaveLength(has)
})

test('defect: a sybil forgot what its miner had been given to keep', async () => {
  const memory = new Map<string, unknown>([['shelf', 1]])
  const question = { synapse: 'add' }
  for (const round of [1, 2]) {
    const call = { question, family: 'sum', memory, round, at: 0, solve: async () => round }
    await sybil().answer(call as unknown as AgentCall)
  }
  expect(Object.fromEntries(memory)).toEqual({ shelf: 1, 'sybil/2/add/sum/0': 2 })
})
