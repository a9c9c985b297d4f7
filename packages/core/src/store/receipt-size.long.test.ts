import { expect, test } from 'vitest'
import { ema } from '../scoreboard/ema.js'
import { openDatabase } from './open-database.js'
import type { Receipt } from './records.js'
import { openStore } from './store.js'

test('a receipt and its share of the history take at most 1 kB on disk with their indexes, without question and answer', async () => {
  await using database = await openDatabase({ memory: true })
  const store = await openStore({
    database,
    genesisHash: `0x${'ab'.repeat(32)}`,
    netuid: 1,
    validator: `5${'V'.repeat(47)}`,
  })
  const miners = Array.from({ length: 64 }, (_, uid) => ({
    uid,
    hotkey: `5${`${uid}`.padStart(47, 'M')}`,
    registeredAt: 10,
    axon: null,
  }))
  const [tasks, rounds] = [8, 4]
  const parts = {
    ...{
      value: 0.123456789012345,
      failedGate: null,
      factors: [{ name: 'latency', factor: 0.987654321098765 }],
    },
    criteria: ['correct', 'fluent', 'novelty'].map((name) => ({ name, weight: 1, score: 0.123456789012345 })),
  }
  for (let number = 1; number <= rounds; number++) {
    const secret = { secret: new Uint8Array(32).fill(number), secretHash: new Uint8Array(32).fill(number) }
    await store.openRound({ number, roundBlocks: 1, ...secret })
    await store.published({ number, secretHash: secret.secretHash }, number, [])
    await store.planRound(number, { miners })
    for (const { axon: _, ...miner } of miners) {
      await store.answered(number, miner.uid)
      const receipts = Array.from(
        { length: tasks },
        (_, task): Receipt => ({
          ...{
            ...miner,
            round: number,
            taskId: `translate-${task}`,
            family: 'translate',
            synapse: 'translate',
          },
          ...{ outcome: 'scored', reason: null, score: parts.value, parts, latencyMs: 123.456789 },
          ...{ answerHash: 'ab'.repeat(32), requestHash: 'cd'.repeat(32), bodyHash: 'ef'.repeat(32) },
          ...{ input: null, output: null },
        }),
      )
      await store.scored(number, miner.uid, receipts)
    }
    await store.fold(number, ema({ alpha: 0.1 }))
  }
  const [size] = await database.query<{ bytes: number }>(
    `select ((select sum(pg_total_relation_size(relid)) from pg_partition_tree('subnetkit.receipts'))
       + pg_total_relation_size('subnetkit.round_scores'))::int as bytes`,
  )
  const bytes = size!.bytes / (rounds * tasks * miners.length)
  expect(bytes).toBeLessThanOrEqual(1_000)
})
