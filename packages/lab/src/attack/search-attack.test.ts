import { expect, test } from 'vitest'
import type { Lab } from '../define-lab.js'
import { simulate } from '../play/simulate.js'
import { usualPopulation } from '../play/usual-population.js'
import { earningsOf } from '../report/earnings.js'
import { adderLab } from '../testing/adder.js'
import { mixture } from './mixture.js'
import { searchAttack } from './search-attack.js'

test('defect: a search that was interrupted named seeds on which its recipes had not been played', async () => {
  const stop = new AbortController()
  const size = { epochs: 2, honest: 4, validators: 1 }
  const { complete, best, others } = await searchAttack(adderLab, {
    ...{ ...size, seed: 5, signal: stop.signal },
    onPlay: ({ plays }) => plays === 60 && stop.abort(),
  })
  expect(complete).toBe(false)
  const later = [best!, ...others].find(({ seeds }) => seeds[0] !== 10_005)
  const agent = mixture(later!.recipe, adderLab)
  const usual = usualPopulation(adderLab, { ...size, cheats: [], dishonestValidators: false })
  const population = { ...usual, miners: [...usual.miners, { agent }] }
  const ratios: number[] = []
  for (const seed of later!.seeds) {
    const rows = earningsOf(await simulate(adderLab, { population, epochs: 2, seed }))
    ratios.push(rows.find((row) => row.agent === agent)?.ratio ?? 0)
  }
  expect(later!.ratio.mean).toBeCloseTo(ratios.reduce((sum, one) => sum + one, 0) / ratios.length, 12)
})

test('defect: a search among declared cheats found nothing else', async () => {
  const size = { epochs: 2, honest: 4, validators: 1, plays: 12, seeds: 2, seed: 5 }
  const found = async (weaknesses: Lab['weaknesses']) =>
    (await searchAttack({ ...adderLab, weaknesses }, size)).best!
  const first = (await found([])).recipe.parts[0]!.play
  const second = await found([{ agent: first, ratio: 1_000, why: 'it is known' }])
  expect(second.recipe.parts.map(({ play }) => play)).not.toContain(first)
})
