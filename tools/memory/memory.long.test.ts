import { expect, it } from 'vitest'
import { measureMiner } from './measure.js'

it('a miner with the built-in model stays far below 256 MB', async () => {
  const { peakMb, limitMb } = await measureMiner({ requests: 200 })
  expect(peakMb).toBeLessThan(limitMb * 0.9)
})
