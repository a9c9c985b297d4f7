import { describe, expect, test } from 'vitest'
import { findShortRound } from './round-time.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { setUpValidator } from './testing/set-up.js'

const parts = useEmbeddedParts()
const blockMs = 12_000

describe('rounds against the deadlines of their tasks', () => {
  test.each([
    ['one task within a round', { deadlines: [10_000], tasksAtOnce: 4, roundBlocks: 1 }, null],
    [
      'lanes that end with the round',
      { deadlines: Array(8).fill(6_000), tasksAtOnce: 4, roundBlocks: 1 },
      null,
    ],
    [
      'lanes that end after it',
      { deadlines: Array(9).fill(6_000), tasksAtOnce: 4, roundBlocks: 1 },
      { needMs: 18_000, roundMs: 12_000, remedy: 'tasksAtOnce to 5 or roundBlocks to 2' },
    ],
    [
      'a deadline beyond a round',
      { deadlines: [60_000], tasksAtOnce: 4, roundBlocks: 2 },
      { needMs: 60_000, roundMs: 24_000, remedy: 'roundBlocks to 5' },
    ],
    ['no tasks', { deadlines: [], tasksAtOnce: 4, roundBlocks: 1 }, null],
  ])('%s', (_, round, finding) => {
    const found = findShortRound({ ...round, blockMs })
    if (finding === null) expect(found).toBeNull()
    else expect(found).toMatchObject(finding)
  })
})

test('defect: rounds too short for the deadlines of their tasks began without a word', async () => {
  const { chain, validator, of } = await setUpValidator(parts, { tasksAtOnce: 1 })
  // Three tasks of one second each: blocks of 0.2 s make rounds of 2 s.
  const weights: typeof chain.weights = (subnet) => ({
    ...chain.weights(subnet),
    blockTimeMs: async () => 200,
  })
  await using running = validator({ chain: { ...chain, weights } })
  await running.start()
  expect(of('trouble')).toMatchObject([
    { code: 'ROUND_TOO_SHORT', fix: expect.stringContaining('tasksAtOnce to 2 or roundBlocks to 15') },
  ])
})
