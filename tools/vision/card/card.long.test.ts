import { expect, test } from 'vitest'
import { playCard } from './earnings.js'
import { cardMiners } from './miners.js'
import { openModels } from './models.js'

test('no cheat of the card earns anything, and part of the work earns no more for its CPU time than all of it', async () => {
  await using models = await openModels()
  const roles = cardMiners(models)
  // Less of each picture pays about as much per CPU second, which the card says: a timing is no matter of a test.
  const partial = ['only paints', 'paints in one step, reads nothing']
  const tried = roles.filter(({ name, kind }, at) => at === 0 || kind === 'cheat' || partial.includes(name))
  const { earnings, cost } = await playCard(tried, models.validatorPainter, {
    ...{ rounds: 1, tasksEach: 1 },
  })
  const [honest, ...others] = earnings
  expect(honest!.score).toBeGreaterThan(0.75)
  for (const { name, kind, score, share, perWork } of others) {
    if (kind === 'cheat') expect(score, name).toBeLessThanOrEqual(0.01)
    else expect(share, name).toBeLessThan(0.2)
    expect(perWork, name).toBeLessThan(1)
  }
  expect(cost.requests).toBe(6)
})
