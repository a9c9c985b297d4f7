import { gate, reportOf, simulate, usualPopulation } from 'subnetkit/lab'
import { expect, test } from 'vitest'
import lab from './lab.js'

test('no cheat earns for its cost what honest work earns', async () => {
  // `npm run sim -- --gate` plays all of them, for longer: some live on what they earned by work before.
  const cheats = [
    'lazy',
    'constant',
    'guesser',
    'copier',
    'relay',
    'sybil',
    'replayer',
    'peeker',
    'overfitter',
  ]
  const population = usualPopulation(lab, { honest: 4, validators: 1, cheats, dishonestValidators: false })
  const report = reportOf(lab, [await simulate(lab, { population, epochs: 4, seed: 1 })])
  const { findings, honestPaid } = gate(lab, report)
  expect(honestPaid).toBe(true)
  expect(findings.filter(({ passes }) => !passes)).toEqual([])
}, 60_000)
