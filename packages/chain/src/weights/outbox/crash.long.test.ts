import { expect, test } from 'vitest'
import { failEverywhere } from '../testing/crash-points.js'
import { effects } from '../testing/watched.js'

test('timelocked weights are committed and revealed once, whichever effect fails on the way', async () => {
  expect(await failEverywhere('timelocked', (name) => effects.has(name))).toBeGreaterThanOrEqual(16)
})
