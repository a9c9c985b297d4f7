import { expect, test } from 'vitest'
import type { Database } from './database.js'
import { createPastFeatures } from './past-features.js'

/** A database with one miner in each round, which notes the rounds whose features it is asked for. */
function noting() {
  const read: number[][] = []
  const query = async (text: string, values: readonly unknown[]) => {
    if (text.includes('from subnetkit.rounds')) {
      const [, round, rounds] = values as [string, number, number]
      return Array.from({ length: rounds }, (_, at) => ({
        ...{ number: round - at - 1, age: at + 1, is_over: true, is_kept: true, is_shadow: false },
      }))
    }
    if (!text.includes('string_agg')) return []
    const rounds = values[1] as number[]
    read.push(rounds)
    const features = JSON.stringify({ new: { group: 'a', value: 1 } })
    return rounds.map((round) => ({ round, hotkey: '5A', registered_at: 1, features, families: '"sum"' }))
  }
  return { read, database: { query } as unknown as Database }
}

test('defect: features of rounds that no reader looks back to any more stayed in memory', async () => {
  const { read, database } = noting()
  const past = createPastFeatures(database, 'scope')
  for (let round = 10; round <= 40; round++) await past.read(round, 3)
  expect(read.slice(0, 3)).toEqual([[9, 8, 7], [10], [11]])
  read.length = 0
  expect((await past.read(40, 3)).map(({ age }) => age)).toEqual([1, 2, 3])
  expect(read).toEqual([])
  await past.read(11, 3)
  expect(read).toEqual([[10, 9, 8]])
})
