import { minerKey } from '@subnetkit/core/engine'
import { explainMiner } from '@subnetkit/core/validator'
import { z } from 'zod'
import { hotkeyInput, mechanismInput, minerName, name, outcomes, sentence } from './fields.js'
import { formerMiner, readFormerMiners } from './former-miners.js'
import { minerRow, readMiners } from './miner-rows.js'
import { read, router } from './trpc.js'
import { turningPoint } from './turning-point.js'

const list = read
  .input(z.object({ mechanism: mechanismInput }).optional())
  .output(z.object({ miners: z.array(minerRow).max(4_096), round: z.int().nullable(), atBlock: z.int() }))
  .query(async ({ ctx, input }) => readMiners(ctx.reader(input?.mechanism)))

const standing = { rank: z.int(), score: z.number(), share: z.number() }

const one = read
  .input(z.object({ mechanism: mechanismInput, hotkey: hotkeyInput }))
  .output(
    z.object({
      ...minerName,
      ...standing,
      round: z.int(),
      miners: z.int(),
      paid: z.int(),
      medianScore: z.number(),
      above: z.object({ uid: z.int(), ...standing }).nullable(),
      before: z.object({ round: z.int(), ...standing, overtakenBy: z.int(), overtook: z.int() }).nullable(),
      means: z.object({ before: z.number().nullable(), since: z.number().nullable() }),
      asked: z.int(),
      rounds: z.int(),
      tasks: outcomes,
      neverAsked: z.int(),
      failures: z
        .array(
          z.object({
            ...{ outcome: name, code: name, count: z.int(), counts: z.boolean(), example: sentence },
          }),
        )
        .max(100),
      parts: z
        .array(
          z.object({
            family: name,
            kind: z.enum(['score', 'answered', 'gate', 'criterion', 'factor']),
            name,
            own: z.number().nullable(),
            best: z.number().nullable(),
            median: z.number(),
          }),
        )
        .max(500),
      similar: z
        .array(
          z.object({
            ...{ kind: name, miner: name, answers: z.int(), rounds: z.int() },
            after: z.object({ answers: z.int(), medianMs: z.number() }).nullable(),
          }),
        )
        .max(100),
      improvements: z.array(z.object({ change: sentence, ...standing })).max(50),
      together: z.object({ change: sentence, ...standing }).nullable(),
      turn: z
        .object({ lastBefore: z.int(), firstSince: z.int(), before: z.number(), since: z.number() })
        .nullable(),
      incentive: z.number().nullable(),
      history: z.array(z.object({ round: z.int(), mean: z.number(), after: z.number() })).max(200),
    }),
  )
  .query(async ({ ctx, input: { mechanism, hotkey } }) => {
    const { store, subnet, validator, metagraph } = ctx.reader(mechanism)
    const why = await explainMiner({ store, subnet, validator }, hotkey)
    const { neurons } = await metagraph()
    const key = minerKey(why.miner)
    const rounds = await store.rounds(200)
    const changes = rounds.length === 0 ? [] : await store.scoreChanges({ from: rounds[0]!.number })
    const place = ({ rank, score, share }: typeof why.now) => ({ rank, score, share })
    const { uid, registeredAt } = why.miner
    const neuron = neurons.find((one) => minerKey(one) === key)
    const history = changes
      .filter((change) => minerKey(change) === key)
      .map(({ round, mean, after }) => ({ round, mean, after }))
      .slice(-200)
    return {
      ...{ uid, hotkey: why.miner.hotkey, registeredAt, ...place(why.now), round: why.round },
      ...{ miners: why.miners, paid: why.paid, medianScore: why.medianScore, means: why.means },
      above: why.above && { uid: why.above.uid, ...place(why.above) },
      before: why.before,
      ...{ asked: why.asked, rounds: why.rounds.length, tasks: why.tasks, neverAsked: why.neverAsked },
      failures: why.failures.slice(0, 100),
      parts: why.parts.slice(0, 500),
      similar: why.similar.slice(0, 100),
      improvements: why.improvements.slice(0, 50),
      together: why.together,
      ...{ history, turn: turningPoint(history) },
      incentive: neuron === undefined ? null : neuron.incentive / 65_535,
    }
  })

const former = read
  .input(z.object({ mechanism: mechanismInput }).optional())
  .output(z.array(formerMiner).max(50))
  .query(async ({ ctx, input }) => [...(await readFormerMiners(ctx.reader(input?.mechanism)))])

export const miners = router({ list, one, former })
