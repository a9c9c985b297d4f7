import { gate, reportOf, simulate, usualPopulation } from 'subnetkit/lab'
import { expect, test } from 'vitest'
import { createPredictionLab } from './lab.js'

test('no cheat earns for its cost what honest work earns, though truth comes epochs later', async () => {
  // A short window and quick steps: `npm run sim -- --gate` plays all cheats by the rules of the subnet, for longer.
  const lab = createPredictionLab({ blocksPerStep: 60, window: 5, series: ['amber'] })
  const cheats = [
    ...['guesser', 'copier', 'sybil', 'replayer', 'splitter', 'herd', 'choosy', 'rewriter'],
    ...['late-peeker', 'median-copier', 'follower', 'last-price', 'always-wide', 'hedger'],
  ]
  const population = usualPopulation(lab, { honest: 4, validators: 1, cheats, dishonestValidators: false })
  const report = reportOf(lab, [await simulate(lab, { population, epochs: 9, seed: 1 })])
  const { findings, honestPaid } = gate(lab, report)
  expect(honestPaid).toBe(true)
  expect(findings.filter(({ passes }) => !passes)).toEqual([])
  const unrevealed = report.agents.filter(({ name }) => ['rewriter', 'late-peeker', 'copier'].includes(name))
  expect(unrevealed.map(({ earned }) => earned.mean)).toEqual([0, 0, 0])
}, 60_000)
