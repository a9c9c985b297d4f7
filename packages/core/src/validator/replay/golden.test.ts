import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Subnet } from '../../subnet/define-subnet.js'
import { goldenSubnet } from './golden/golden-subnet.js'
import { type Dump, goldenRounds, storeOf } from './golden/stored-rounds.js'
import { replayRound } from './replay-round.js'

// As a validator stored them, once and on another machine: golden.long.test.ts says how.
const file = new URL('golden/rounds.json', import.meta.url)

test('golden rounds of another machine agree bit for bit', async () => {
  const golden = JSON.parse(readFileSync(file, 'utf8')) as Dump
  const replay = (number: number, changed = golden) =>
    replayRound(
      {
        subnet: goldenSubnet as unknown as Subnet,
        netuid: golden.netuid,
        mechanism: 0,
        store: storeOf(changed),
      },
      number,
    )
  for (const number of goldenRounds) {
    expect(await replay(number)).toMatchObject({
      ...{ round: number, disagreements: [], sealed: true, unreplayable: { cut: 0, binary: 0, past: 0 } },
    })
  }
  expect(golden.receipts.filter((one) => one.parts?.flags).map(({ hotkey }) => hotkey)).toContain('slow')

  // One bit of a score, an answer or a state is enough.
  const nudged = (score: number) => score + Number.EPSILON
  const [first] = golden.receipts.filter(({ round, score }) => round === 1_010 && score > 0 && score < 1)
  const withScore = {
    ...golden,
    receipts: golden.receipts.map((one) => (one === first ? { ...one, score: nudged(one.score) } : one)),
  }
  expect((await replay(1_010, withScore)).disagreements.map(({ part }) => part)).toContain('records')
  const withState = {
    ...golden,
    changes: golden.changes.map((one) => ({ ...one, after: nudged(one.after) })),
  }
  expect((await replay(1_010, withState)).disagreements.map(({ part }) => part)).toContain('fold')
})
