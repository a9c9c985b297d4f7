import type { Metagraph } from '@subnetkit/chain'
import { minerKey } from '../../scoreboard/scoreboard.js'
import type { RoundRecord } from '../../store/records.js'
import { commitRound } from '../../tasks/audit.js'
import type { Context } from '../context.js'
import type { SkipCode } from '../events.js'
import { addRoundFlow } from '../jobs.js'

/**
 * Plans a round: secret kept, hash committed, miners chosen, jobs added, in this order. Each part sees what an
 * interrupted run has done already, so repeating it is safe.
 */
export async function planRound(context: Context, number: number): Promise<void> {
  const { chain, store, netuid, mechanism, roundBlocks, emit } = context
  const known = await store.round(number)
  if (known?.state === 'folded' || known?.state === 'skipped') return
  if (known?.state === 'planned') return addRoundFlow(context, known)

  const secret = context.secretSource(number)
  const opened = await store.openRound({
    number,
    block: number * roundBlocks,
    secret,
    secretHash: commitRound(secret),
  })
  const current = Math.floor((await chain.head()).number / roundBlocks)
  if (current > number) {
    return skipRound(context, number, {
      code: 'ROUND_OVERTAKEN',
      reason: `round ${current} began before it was planned`,
    })
  }

  const metagraph = await chain.metagraph({ netuid, mechanism })
  if (!metagraph.neurons.some(({ hotkey }) => hotkey === context.hotkey)) {
    return skipRound(context, number, {
      code: 'NOT_REGISTERED',
      reason: `${context.hotkey} is not registered on subnet ${netuid}`,
    })
  }
  await store.seen(metagraph)
  if (opened.commitBlock === null) await publish(context, opened)
  const planned = await store.planRound(number, await chooseMiners(context, metagraph))
  if (planned.state !== 'planned') return
  emit({ kind: 'round-planned', round: number, block: planned.block, miners: planned.miners.length })
  await addRoundFlow(context, planned)
}

interface Skip {
  readonly code: SkipCode
  readonly cause?: string | null
  readonly reason: string
}

/** Records why a round is skipped. Does nothing to a round that is planned already. */
export async function skipRound(
  context: Context,
  number: number,
  { code, cause = null, reason }: Skip,
): Promise<void> {
  await context.store.skipRound(number, reason)
  const round = await context.store.round(number)
  if (round?.state === 'skipped') {
    context.emit({ kind: 'round-skipped', round: number, code, cause, reason })
  }
}

/** Commits the secret's hash, and reveals the secret of a finished round, whose miners are not queried any more. */
async function publish({ chain, store, netuid, mechanism }: Context, round: RoundRecord): Promise<void> {
  const over = await store.nextToReveal()
  const { number } = await chain.publishRound({
    netuid,
    mechanism,
    committed: { round: round.number, secretHash: round.secretHash },
    revealed: over ? [{ round: over.number, through: over.number, secret: over.secret }] : [],
  })
  await store.published(round.number, number, over?.number ?? null)
}

async function chooseMiners({ store, hotkey, miners }: Context, metagraph: Metagraph) {
  const asked = new Set((await store.scores()).map(minerKey))
  return metagraph.neurons.filter((neuron) =>
    miners(neuron, { self: hotkey, askedBefore: asked.has(minerKey(neuron)) }),
  )
}
