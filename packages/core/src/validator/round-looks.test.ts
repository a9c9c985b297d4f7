import { createManualClock } from '@subnetkit/base/testing'
import { expect, test } from 'vitest'
import type { RoundRecord } from '../store/records.js'
import { createRoundLooks } from './round-looks.js'

test('a planned round is read once a second, and any other each time', async () => {
  const clock = createManualClock()
  let state: RoundRecord['state'] = 'committed'
  let reads = 0
  const round = async (number: number) => {
    reads += 1
    return { number, state } as RoundRecord
  }
  const looks = createRoundLooks({ store: { round }, clock })
  await looks.round(7)
  expect((await looks.round(7))?.state).toBe('committed')
  expect(reads).toBe(2)
  state = 'planned'
  for (let times = 0; times < 3; times++) expect((await looks.round(7))?.state).toBe('planned')
  expect(reads).toBe(3)
  await clock.advance(1_000)
  state = 'folded'
  expect((await looks.round(7))?.state).toBe('folded')
  expect(reads).toBe(4)
})
