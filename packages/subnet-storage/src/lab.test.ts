import { gate, reportOf, simulate, usualPopulation } from 'subnetkit/lab'
import { expect, test } from 'vitest'
import lab from './lab.js'

test('no cheat earns for its cost what honest work earns', async () => {
  // `npm run sim -- --gate` plays all of them, for longer: a quota fills in eight rounds.
  const cheats = ['lazy', 'guesser', 'size-liar', 'head-keeper', 'sparer', 'deduplicator', 'forger']
  const population = usualPopulation(lab, { honest: 4, validators: 1, cheats, dishonestValidators: false })
  const report = reportOf(lab, [await simulate(lab, { population, epochs: 4, seed: 1 })])
  expect(report.agents.filter(({ trouble }) => trouble !== null)).toEqual([])
  const { findings, honestPaid } = gate(lab, report)
  expect(honestPaid).toBe(true)
  expect(findings.filter(({ passes }) => !passes)).toEqual([])
}, 60_000)
