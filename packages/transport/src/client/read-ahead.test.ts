import { limitTime } from '@subnetkit/base'
import { expect, it } from 'vitest'
import { createTurns } from '../validation/turns.js'
import { createReadAhead } from './read-ahead.js'

it('defect: the loop turns while a source yields thousands of chunks that came together', async () => {
  let time = 0
  let turnsHad = 0
  let mostInARow = 0
  let inARow = 0
  const turns = createTurns({
    sliceMs: 50,
    now: () => time++,
    defer: (callback) =>
      setImmediate(() => {
        turnsHad += 1
        mostInARow = Math.max(mostInARow, inARow)
        inARow = 0
        callback()
      }),
  })
  async function* open() {
    for (let n = 0; n < 13_000; n += 1) {
      inARow += 1
      yield n
    }
    return 'end'
  }
  const reading = createReadAhead({ ends: limitTime(60_000), chunkDeadlineMs: 60_000, open, turns })
  let chunks = 0
  for await (const _ of { [Symbol.asyncIterator]: () => reading.iterator }) chunks += 1
  const course = await reading.course
  expect(course).toMatchObject({ end: { value: 'end' }, chunks: 13_000 })
  expect(chunks).toBe(13_000)
  expect(mostInARow).toBeLessThan(100)
  expect(turnsHad).toBeGreaterThan(130)
})
