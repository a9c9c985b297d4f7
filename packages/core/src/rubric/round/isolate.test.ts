import { describe, expect, test } from 'vitest'
import { createRandom } from '../../tasks/random.js'
import { isolate } from './isolate.js'

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)
const seeded = (seed: number) => createRandom(Buffer.from(`seed ${seed}`))

/** Isolates with a rule of which answers fail. */
function run(count: number, fails: (some: readonly number[]) => boolean, seed = 1) {
  let runs = 0
  const isSound = async (some: readonly number[]) => {
    runs += 1
    return !fails(some)
  }
  return isolate(numbers(count), { isSound, minerOf: String, least: 1, random: seeded(seed) }).then(
    (found) => ({
      culprits: found && [...found.culprits],
      sound: found && [...found.sound].sort((one, other) => one - other),
      runs,
    }),
  )
}

describe('isolate', () => {
  test.each([4, 9, 256])('finds the one of %i answers that fails with all others', async (count) => {
    for (const seed of [1, 2, 3, 4]) {
      const { culprits, sound } = await run(count, (some) => some.includes(1) && some.length > 1, seed)
      expect(culprits).toEqual([1])
      expect(sound).toEqual(numbers(count).filter((one) => one !== 1))
    }
  })

  test('finds several, and those that fail by themselves', async () => {
    const { culprits, runs } = await run(64, (some) => some.some((one) => one % 30 === 7))
    expect(culprits).toEqual([7, 37])
    expect(runs).toBeLessThanOrEqual(80)
  })

  test('defect: two answers that fail beside each other took the criterion from all; now from one, and neither is to blame', async () => {
    for (const seed of [1, 2, 3, 4]) {
      const { culprits, sound } = await run(16, (some) => some.includes(3) && some.includes(9), seed)
      expect(culprits).toEqual([])
      expect(sound).toHaveLength(15)
    }
  })

  test('defect: some answers that failed beside a rival alone charged that rival', async () => {
    for (const seed of numbers(12)) {
      const { culprits, sound } = await run(
        256,
        (some) => some.includes(99) && some.some((one) => one < 24),
        seed,
      )
      expect(culprits).toEqual([])
      expect(sound!.length).toBeGreaterThanOrEqual(232)
    }
    // Beside fewer than three others nobody can say which one is to blame.
    for (const seed of numbers(10)) {
      const { culprits } = await run(3, (some) => some.includes(1) && some.length > 1, seed)
      expect(culprits ?? []).toEqual([])
    }
  })

  test('defect: answers on which it fails took the criterion from all once there were five', async () => {
    const { culprits, sound } = await run(256, (some) => some.some((one) => one % 30 === 7))
    expect(culprits).toHaveLength(9)
    expect(sound).toHaveLength(247)
  })

  test('blames nobody where a comparison fails by itself, on large groups, or with half of the answers', async () => {
    const always = await run(256, (some) => some.length > 1)
    expect(always.culprits).toBeNull()
    expect(always.runs).toBeLessThanOrEqual(32)
    expect((await run(16, (some) => some.length > 9)).culprits).toBeNull()
    const halves = (some: readonly number[]) => some.some((one) => one < 8) && some.some((one) => one >= 8)
    expect((await run(16, halves)).culprits).toBeNull()
  })
})
