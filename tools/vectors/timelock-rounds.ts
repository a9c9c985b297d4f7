import {
  currentRound,
  quicknet,
  revealRound,
  revealRoundModulo,
  roundAt,
  timelockError,
} from '@subnetkit/timelock'
import { z } from 'zod'
import { caseKind, comparer, nameField, note } from './cases.js'
import type { VectorKind } from './kind.js'

const roundsCase = z.strictObject({
  name: z.string(),
  note,
  unix_time: z.number(),
  current_round: z.number(),
  round_at: z.number(),
})

function compareRounds(given: z.infer<typeof roundsCase>): string | null {
  const { same, problem } = comparer()
  // The file's times are whole milliseconds since genesis after a subtraction of seconds in doubles.
  const unixMs = quicknet.genesis * 1000 + Math.trunc((given.unix_time - quicknet.genesis) * 1000)
  same('current_round', Number(currentRound(unixMs)), given.current_round)
  same('round_at', Number(roundAt(unixMs)), given.round_at)
  return problem()
}

const schedule = z.strictObject({
  last_epoch_block: z.number(),
  pending_epoch_at: z.number(),
  subnet_epoch_index: z.number(),
  tempo: z.number(),
  blocks_since_last_step: z.number(),
  current_block: z.number(),
})
const revealCase = z.strictObject({
  name: z.string(),
  note,
  state: schedule,
  reveal_period_epochs: z.number(),
  now_secs: z.number(),
  block_time: z.number(),
  expected: z.union([
    z.strictObject({ error: z.enum(['TempoIsZero', 'BoundExceeded']) }),
    z.strictObject({
      commit_epoch: z.number(),
      first_reveal_block: z.number(),
      target_block: z.number(),
      reveal_round: z.number(),
    }),
  ]),
  upstream_expected_reveal_block: z.number().optional(),
})

/** Names of the refusals in other implementations. */
const revealErrors = new Map([
  ['TEMPO_ZERO', 'TempoIsZero'],
  ['REVEAL_BLOCK_NOT_FOUND', 'BoundExceeded'],
])

function planOf({ state, ...given }: z.infer<typeof revealCase>) {
  try {
    const plan = revealRound(
      {
        lastEpochBlock: state.last_epoch_block,
        pendingEpochAt: state.pending_epoch_at,
        epochIndex: state.subnet_epoch_index,
        tempo: state.tempo,
        blocksSinceLastStep: state.blocks_since_last_step,
        block: state.current_block,
      },
      {
        revealPeriod: given.reveal_period_epochs,
        now: given.now_secs * 1000,
        blockTime: given.block_time * 1000,
      },
    )
    return {
      commit_epoch: plan.commitEpoch,
      first_reveal_block: plan.firstRevealBlock,
      target_block: plan.targetBlock,
      reveal_round: Number(plan.round),
    }
  } catch (error) {
    if (!timelockError.is(error)) throw error
    return { error: revealErrors.get(error.code) ?? error.code }
  }
}

function compareReveal(given: z.infer<typeof revealCase>): string | null {
  const { same, problem } = comparer()
  const plan = planOf(given)
  for (const [field, value] of Object.entries(given.expected)) {
    same(field, (plan as Record<string, unknown>)[field], value)
  }
  const upstream = given.upstream_expected_reveal_block
  if (upstream !== undefined) {
    same('reveal block', 'first_reveal_block' in plan ? plan.first_reveal_block : null, upstream)
  }
  return problem()
}

const moduloCase = z.strictObject({
  name: z.string(),
  note,
  input: z.strictObject({
    now_secs: z.number(),
    tempo: z.number(),
    current_block: z.number(),
    netuid: z.number(),
    reveal_period_epochs: z.number(),
    block_time: z.number(),
  }),
  expected: z.strictObject({
    current_epoch: z.number(),
    reveal_epoch: z.number(),
    first_reveal_block: z.number(),
    target_block: z.number(),
    seconds_until: z.number(),
    reveal_round: z.number(),
  }),
})

function compareModuloReveal({ input, expected }: z.infer<typeof moduloCase>): string | null {
  const { same, problem } = comparer()
  const { netuid, tempo, current_block: block } = input
  const plan = revealRoundModulo(
    { netuid, tempo, block },
    {
      revealPeriod: input.reveal_period_epochs,
      now: input.now_secs * 1000,
      blockTime: input.block_time * 1000,
    },
  )
  same('current_epoch', plan.commitEpoch, expected.current_epoch)
  same('reveal_epoch', plan.revealEpoch, expected.reveal_epoch)
  same('first_reveal_block', plan.firstRevealBlock, expected.first_reveal_block)
  same('target_block', plan.targetBlock, expected.target_block)
  same('seconds_until', plan.wait / 1000, expected.seconds_until)
  same('reveal_round', Number(plan.round), expected.reveal_round)
  return problem()
}

/** Drand rounds, and the round to which a commit is sealed. */
export const timelockRoundVectors: readonly VectorKind[] = [
  caseKind(/^drand-rounds.*\.json$/, roundsCase, nameField, compareRounds),
  caseKind(/^reveal-round-v1.*\.json$/, moduloCase, nameField, compareModuloReveal),
  caseKind(/^reveal-round-v2.*\.json$/, revealCase, nameField, compareReveal),
]
