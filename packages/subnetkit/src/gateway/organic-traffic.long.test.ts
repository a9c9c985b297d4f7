import { expect, it } from 'vitest'
import { toldApart } from './testing/sight-rows.js'
import { trafficSeen } from './testing/traffic-seen.js'

it('by everything but the text, a miner does not tell requests of users from tasks beside them', async () => {
  const sights = await trafficSeen('organic traffic')
  expect(toldApart(sights).all).toBeLessThanOrEqual(0.55)
  // The classifier finds the same tasks with the settings that they were drawn with.
  const drawn = { maxTokens: 200, temperature: 0 }
  const plain = sights.map((sight) =>
    sight.isOrganic ? sight : { ...sight, input: { ...sight.input, ...drawn, stop: undefined } },
  )
  expect(toldApart(plain).all).toBeGreaterThan(0.75)
})
