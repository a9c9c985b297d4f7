import { failureIn, includedIn, isSettled, type Metagraph, type OutboxEntry } from '@subnetkit/chain'
import { z } from 'zod'
import type { DataContext } from './context.js'
import { alarm, atMost, check, mechanismInput, name, sentence } from './fields.js'
import type { Reader } from './reader.js'
import { readRoundRow, roundRow } from './round-rows.js'
import { read } from './trpc.js'

const output = z.object({
  ok: z.boolean(),
  checks: atMost(check, 64),
  alarms: z.array(alarm).max(20),
  chain: z.object({
    block: z.int().nullable(),
    blockAgeMs: z.number().nullable(),
    connected: z.boolean(),
    endpoint: name,
  }),
  standing: z
    .object({
      uid: z.int(),
      permit: z.boolean(),
      vtrust: z.number(),
      dividends: z.number(),
      lastUpdate: z.int(),
      tempo: z.int(),
      nextEpochBlock: z.int().nullable(),
      atBlock: z.int(),
      miners: z.int(),
    })
    .nullable(),
  weights: z
    .object({
      stage: name,
      block: z.int().nullable(),
      reason: sentence.nullable(),
      open: z.int(),
      everyBlocks: z.int(),
    })
    .nullable(),
  queue: z.object({ waiting: z.int(), active: z.int(), failed: z.int(), oldestMs: z.number().nullable() }),
  rounds: z.array(roundRow).max(30),
})

/** Rounds in the strip of the overview. */
const stripRounds = 24

/** Answers at one glance: is all well, and what needs attention. */
export const overview = read
  .input(z.object({ mechanism: mechanismInput }).optional())
  .output(output)
  .query(async ({ ctx, input }) => {
    const reader = ctx.reader(input?.mechanism)
    const [rounds, queue, weights, metagraph] = await Promise.all([
      readStrip(reader),
      readQueue(reader),
      readWeights(reader),
      reader.metagraph(),
    ])
    const { ok, checks } = ctx.source.health()
    const { block, blockAgeMs, connected, endpoint } = ctx.source.chain()
    return {
      ...{ ok, checks: [...checks], alarms: [...ctx.alarms.list()] },
      ...{ chain: { block, blockAgeMs, connected, endpoint }, standing: standingOf(ctx, metagraph) },
      ...{ rounds, queue, weights },
    }
  })

const readStrip = async (reader: Reader) =>
  Promise.all((await reader.store.rounds(stripRounds)).map((round) => readRoundRow(reader, round)))

async function readQueue(reader: Reader) {
  const queues = await reader.queues()
  const sum = (of: 'waiting' | 'active' | 'failed') => queues.reduce((total, one) => total + one[of], 0)
  const ages = queues.flatMap(({ oldestMs }) => oldestMs ?? [])
  return {
    ...{ waiting: sum('waiting'), active: sum('active'), failed: sum('failed') },
    oldestMs: ages.length === 0 ? null : Math.max(...ages),
  }
}

async function readWeights({ store, weightsEveryBlocks }: Reader) {
  const entries: readonly OutboxEntry[] = await store.outbox.entries({ limit: 50 })
  const newest = entries.at(-1)
  if (newest === undefined) return null
  return {
    stage: newest.stage,
    block: includedIn(newest)?.number ?? null,
    reason: failureIn(newest)?.reason ?? null,
    open: entries.filter((entry) => !isSettled(entry)).length,
    everyBlocks: weightsEveryBlocks,
  }
}

function standingOf({ source }: DataContext, metagraph: Metagraph) {
  const { neurons, parameters, nextEpochBlock, block } = metagraph
  const neuron = neurons.find(({ hotkey }) => hotkey === source.about.hotkey)
  if (neuron === undefined) return null
  const { uid, validatorPermit: permit, validatorTrust, dividends, lastUpdate } = neuron
  return {
    ...{ uid, permit, vtrust: validatorTrust / 65_535, dividends: dividends / 65_535, lastUpdate },
    ...{ tempo: parameters.tempo, nextEpochBlock, atBlock: block, miners: neurons.length },
  }
}
