import type { TimeLimit } from '@subnetkit/base'
import { nextBlockEpoch, nextEpochBlock } from '../../epochs.js'
import type { WeightsState } from '../state.js'
import { isSettled, type OutboxEntry, type OutboxFailure, type OutboxStatus } from './entry.js'
import { limitChain } from './limited-chain.js'
import type { WeightsChain } from './port.js'
import { revealProblem } from './reveal-problem.js'
import type { OutboxContext } from './transition.js'

/** Where entries stand, and whether the chain was there to be looked at. */
export interface Telling {
  readonly statuses: OutboxStatus[]
  readonly answered: boolean
}

/** Says where entries stand; by what is kept alone when the chain does not answer within the limit. */
export async function describeAll(
  context: OutboxContext,
  entries: readonly OutboxEntry[],
  limit?: TimeLimit,
): Promise<Telling> {
  const chain = limit ? limitChain(context.chain, limit) : context.chain
  const describe = (state: WeightsState | null) =>
    Promise.all(entries.map((entry) => describeEntry({ ...context, chain }, entry, state)))
  try {
    const state = entries.every(isSettled) ? null : await chain.state()
    return { statuses: await describe(state), answered: true }
  } catch (error) {
    if (!limit?.isCauseOf(error)) throw error
    return { statuses: await describe(null), answered: false }
  }
}

/** By the state of the best block. Settled ones need none. */
async function describeEntry(
  { chain, refusals }: OutboxContext,
  entry: OutboxEntry,
  state: WeightsState | null,
): Promise<OutboxStatus> {
  const settled = isSettled(entry)
  const say: Say = (sentence, nextBlock = null, problem = null) => ({
    entry,
    settled,
    sentence,
    nextBlock,
    problem,
  })
  const { included, revealed, signed, failure, key } = entry
  const refused = refusals.get(key)
  switch (entry.stage) {
    case 'intended': {
      const before = refused ? `; refused in block ${refused.block}: ${refused.failure.reason}` : ''
      return say(`decided; nothing is signed yet${before}`)
    }
    case 'signed':
      return say('signed; no node has it yet')
    case 'submitted':
      return say(`submitted; waits for a block, the last that may include it is ${signed?.lastBlock}`)
    case 'included':
      return say(`in block ${included?.number}, which is not final yet`)
    case 'confirmed':
      if (settled) return say(`on chain since block ${included?.number}`)
      if (state === null) {
        return say(`committed in block ${included?.number}; the chain did not say in time what is next`)
      }
      return entry.sealed?.kind === 'timelocked'
        ? timelocked(chain, entry, state, say)
        : salted(entry, state, refused?.named ? refused.failure : null, say)
    case 'revealing':
      return say(`reveal submitted; the last block that may include it is ${entry.reveal?.lastBlock}`)
    case 'revealed':
      return say(revealed ? `revealed in block ${revealed.number}` : 'revealed: the row is on chain')
    case 'superseded':
    case 'failed':
      return say(failure?.reason ?? entry.stage, failure?.retryBlock ?? null)
  }
}

type Say = (sentence: string, nextBlock?: number | null, problem?: OutboxFailure | null) => OutboxStatus

function salted(
  entry: OutboxEntry,
  state: WeightsState,
  refusal: OutboxFailure | null,
  say: Say,
): OutboxStatus {
  const { sealed, included, netuid } = entry
  const { epochs, revealPeriod, block } = state
  const epoch = nextBlockEpoch(epochs, netuid, block.number)
  const revealEpoch = (sealed?.epoch ?? 0) + revealPeriod
  const next = nextEpochBlock(epochs, netuid, block.number)
  const left = revealEpoch - epoch
  const since = `committed in block ${included?.number}`
  if (left > 1) return say(`${since}; to be revealed in epoch ${revealEpoch}, in ${left} epochs`)
  if (left === 1) return say(`${since}; to be revealed in epoch ${revealEpoch}, from block ${next} on`, next)
  if (left < 0) return say(`${since}; epoch ${revealEpoch} is over, in which it could have been revealed`)
  const problem = revealProblem(state, entry) ?? refusal
  if (problem === null) return say(`${since}; to be revealed now, in epoch ${revealEpoch}`, block.number + 1)
  const until = `can be tried with every block until epoch ${revealEpoch} ends at block ${next}`
  return say(`${since}; cannot be revealed: ${problem.reason}; ${until}`, block.number + 1, problem)
}

async function timelocked(
  chain: WeightsChain,
  { sealed, included, netuid }: OutboxEntry,
  state: WeightsState,
  say: Say,
): Promise<OutboxStatus> {
  if (sealed?.kind !== 'timelocked') return say('committed')
  const { epochs, revealPeriod, block, beacon } = state
  const epoch = nextBlockEpoch(epochs, netuid, block.number)
  const revealEpoch = sealed.epoch + revealPeriod
  const since = `committed in block ${included?.number}`
  if (epoch < revealEpoch) {
    const { firstRevealBlock: foreseen } = sealed
    const next = Math.max(foreseen, block.number + 1)
    return say(`${since}; the chain opens it in epoch ${revealEpoch}, about block ${next}`, next)
  }
  if (await chain.hasPulse(sealed.round, block)) {
    return say(
      `${since}; the chain has the pulse of round ${sealed.round} and opens it next`,
      block.number + 1,
    )
  }
  const newest = beacon?.lastStoredRound ?? 0n
  const end = nextEpochBlock(epochs, netuid, block.number)
  const waiting = `${since}; waiting for the pulse of round ${sealed.round} (the chain's newest is ${newest})`
  return say(`${waiting}; without it the commit expires at block ${end}`, block.number + 1)
}
