import { expect, test } from 'vitest'
import { defineAgent } from '../agents/agent.js'
import { honest } from '../agents/honest.js'
import { defineLab, type Weakness } from '../define-lab.js'
import { simulate } from '../play/simulate.js'
import { adder, adderLab } from '../testing/adder.js'
import { honestValidator } from '../validators/honest-validator.js'
import { gate } from './gate.js'
import { type AgentReport, reportOf } from './report.js'

const leak = defineAgent({
  name: 'leak',
  about: 'knows the truth',
  answer: ({ peek }) => ({ output: { sum: peek() } as never, work: 0.01 }),
})

const played = simulate(adderLab, {
  population: {
    miners: [{ agent: honest(), operators: 4 }, { agent: leak }],
    validators: [{ agent: honestValidator(), count: 2 }],
  },
  epochs: 8,
})

test('a cheat that pays fails the gate', async () => {
  const report = reportOf(adderLab, [await played])
  const verdict = gate(adderLab, report)
  expect(verdict.passes).toBe(false)
  expect(verdict.findings).toMatchObject([{ agent: 'leak', limit: 1, passes: false }])
})

test('a declared weakness passes while its figure holds', async () => {
  const report = reportOf(adderLab, [await played])
  const weakness = (ratio: number) => ({ weaknesses: [{ agent: 'leak', ratio, why: 'the seed leaks' }] })
  expect(gate(weakness(100), report)).toMatchObject({ passes: true, unplayed: [] })
  expect(gate(weakness(1), report).passes).toBe(false)
  expect(gate({ weaknesses: [{ agent: 'gone', ratio: 2, why: '' }] }, report)).toMatchObject({
    unplayed: ['gone'],
  })
})

test('defect: the gate fails where honest work earns nothing, whatever cheats earn', () => {
  const none = { mean: 0, half: 0 }
  const row = (intent: 'honest' | 'cheat', earned: number) =>
    ({ name: intent, intent, earned: { mean: earned, half: 0 }, ratio: none }) as AgentReport
  const judge = (agents: AgentReport[]) => gate({ weaknesses: [] }, { agents })
  expect(judge([row('honest', 0), row('cheat', 300)])).toMatchObject({ passes: false, honestPaid: false })
  expect(judge([row('honest', 0), row('cheat', 0)]).passes).toBe(false)
  expect(judge([row('cheat', 1)]).passes).toBe(false)
  expect(judge([row('honest', 1), row('cheat', 0)])).toMatchObject({ passes: true, honestPaid: true })
})

test('a figure is close while its interval has the limit inside', () => {
  const row = (mean: number, half: number) =>
    ({ name: 'cheat', intent: 'cheat', earned: { mean: 1, half: 0 }, ratio: { mean, half } }) as AgentReport
  const worker = { name: 'honest', intent: 'honest', earned: { mean: 1, half: 0 } } as AgentReport
  const judge = (mean: number, half: number) =>
    gate({ weaknesses: [] }, { agents: [worker, row(mean, half)] }).findings[0]
  expect(judge(0.95, 0.1)).toMatchObject({ passes: true, close: true, half: 0.1 })
  expect(judge(0.95, 0.02)).toMatchObject({ passes: true, close: false })
  expect(judge(1.05, 0.02)).toMatchObject({ passes: false, close: false })
  expect(judge(0.95, 0)).toMatchObject({ close: false })
})

test('defect: a weakness declared far above what was measured raised no warning', async () => {
  const { agents, seeds } = reportOf(adderLab, [await played])
  const { mean, half } = agents.find(({ name }) => name === 'leak')!.ratio
  const looseAt = (ratio: number) =>
    gate({ weaknesses: [{ agent: 'leak', ratio, why: 'the seed leaks' }] }, { agents, seeds }).findings[0]
  expect(looseAt(2.01 * (mean + half))).toMatchObject({ passes: true, loose: true })
  expect(looseAt(1.99 * (mean + half))).toMatchObject({ passes: true, loose: false })
  expect(gate({ weaknesses: [] }, { agents }).findings[0]).toMatchObject({ loose: false })
})

test('defect: a misspelt weakness declared nothing and was a warning', () => {
  const define = (agent: string) =>
    defineLab({
      subnet: adder,
      solve: ({ truth }) => ({ sum: truth }),
      weaknesses: [{ agent, ratio: 1.2, why: 'it is known' }],
    })
  expect(() => define('tier-gamr')).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', fix: expect.stringContaining('tier-gamer') }),
  )
  expect(define('tier-gamer').weaknesses).toHaveLength(1)
})

test('defect: a misspelt use, and a second figure of one agent, declared nothing', () => {
  const define = (...weaknesses: Weakness[]) =>
    defineLab({ subnet: adder, solve: ({ truth }) => ({ sum: truth }), weaknesses })
  const known = { agent: 'tier-gamer', ratio: 1.2, why: 'it is known' }
  expect(() => define({ ...known, uses: ['stak'] })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', fix: expect.stringContaining('stake') }),
  )
  expect(() => define(known, { ...known, ratio: 2 })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID' }),
  )
  expect(define({ ...known, uses: ['stake', 'honest', 'lazy'] }).weaknesses).toHaveLength(1)
})

test('defect: a verdict of one seed did not say that luck may turn it', async () => {
  const one = await played
  expect(gate(adderLab, reportOf(adderLab, [one])).oneSeed).toBe(true)
  expect(gate(adderLab, reportOf(adderLab, [one, { ...one, seed: 2 }])).oneSeed).toBe(false)
})

test('defect: agents made again for each seed were judged seed by seed', async () => {
  const one = await played
  const again = one.miners.map((miner) => ({ ...miner, agent: { ...miner.agent } }))
  const agents = new Map(again.map(({ agent }) => [agent.name, agent]))
  const other = {
    ...one,
    seed: 2,
    miners: again.map((miner) => ({ ...miner, agent: agents.get(miner.agent.name)! })),
  }
  const { agents: rows } = reportOf(adderLab, [one, other])
  expect(rows.map(({ name }) => name)).toEqual(['honest', 'leak'])
  expect(gate(adderLab, { agents: rows }).findings).toHaveLength(1)
})
