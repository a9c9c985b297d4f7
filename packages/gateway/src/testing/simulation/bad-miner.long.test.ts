import { expect, it } from 'vitest'
import { type BadMiner, simulateBadMiner } from './bad-miner.js'

async function turns(right: number, seeds: number): Promise<readonly BadMiner[]> {
  return Promise.all(Array.from({ length: seeds }, (_, seed) => simulateBadMiner({ right, seed: seed + 1 })))
}
const mean = (turned: readonly BadMiner[], figure: (one: BadMiner) => number) =>
  turned.reduce((sum, one) => sum + figure(one), 0) / turned.length

it('the best miner loses its traffic soon after it answers garbage', async () => {
  const turned = await turns(0, 10)
  expect(mean(turned, ({ first100 }) => first100)).toBeLessThan(0.15)
  expect(mean(turned, ({ first500 }) => first500)).toBeLessThan(0.04)
  expect(mean(turned, ({ first2000 }) => first2000)).toBeLessThan(0.01)
  expect(turned.filter(({ quietAfter }) => quietAfter <= 200).length).toBeGreaterThanOrEqual(9)
})

it('a miner that errs in half of its answers loses its traffic, too', async () => {
  const turned = await turns(0.5, 5)
  expect(mean(turned, ({ first100 }) => first100)).toBeLessThan(0.28)
  expect(mean(turned, ({ first500 }) => first500)).toBeLessThan(0.08)
  expect(mean(turned, ({ first2000 }) => first2000)).toBeLessThan(0.025)
})
