import { expect, it } from 'vitest'
import { z } from 'zod'
import { createRandom } from '../tasks/random.js'
import { dressDraw } from './dress-draw.js'

const random = createRandom(Buffer.alloc(32, 'sizes'))
const draw = () => ({ input: { prompt: 't'.repeat(random.int(10, 250)) }, truth: 'x' })
const parameters = { draw, open: {}, schema: z.object({ prompt: z.string() }) }
const sizeOf = (input: unknown) => Buffer.byteLength(JSON.stringify(input))

it('defect: tasks were longer on average than the requests of users that they look like', () => {
  const wanted = Array.from({ length: 200 }, () => sizeOf({ prompt: 'u'.repeat(random.int(20, 90)) }))
  const sent = wanted.map((size) =>
    sizeOf(dressDraw(draw(), { ...parameters, profile: { size, parameters: {} } }).input),
  )
  const mean = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  expect(mean(sent) / mean(wanted)).toBeGreaterThan(0.985)
  expect(mean(sent) / mean(wanted)).toBeLessThan(1.015)
})

it('draws no longer once a task is near enough, nor for a size that no task has', () => {
  let draws = 0
  const counted = {
    ...parameters,
    draw() {
      draws++
      return draw()
    },
  }
  const first = { input: { prompt: 't'.repeat(100) }, truth: 'x' }
  const near = dressDraw(first, { ...counted, profile: { size: sizeOf(first.input), parameters: {} } })
  expect([near, draws]).toEqual([first, 0])
  const far = dressDraw(first, { ...counted, profile: { size: 10_000, parameters: {} } })
  expect(draws).toBe(23)
  expect(sizeOf(far.input)).toBeGreaterThan(sizeOf(first.input))
})
