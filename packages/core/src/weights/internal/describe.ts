import type { WeightsState } from '../../chain/weights-state.js'
import { nextBlockEpoch, nextEpochBlock } from '../epochs.js'
import type { OutboxStatus } from '../outbox.js'
import { isSettled, type OutboxEntry } from '../outbox-entry.js'
import type { WeightsChain } from '../weights-chain.js'

/** Says where an entry stands, by the state of the best block. Settled ones need none. */
export async function describeEntry(
  chain: WeightsChain,
  entry: OutboxEntry,
  state: WeightsState | null,
): Promise<OutboxStatus> {
  const settled = isSettled(entry)
  const say = (sentence: string, nextBlock: number | null = null): OutboxStatus => ({
    entry,
    settled,
    sentence,
    nextBlock,
  })
  const { included, revealed, signed, failure } = entry
  switch (entry.stage) {
    case 'intended':
      return say('decided; nothing is signed yet')
    case 'signed':
      return say('signed; no node has it yet')
    case 'submitted':
      return say(`submitted; waits for a block, the last that may include it is ${signed?.lastBlock}`)
    case 'included':
      return say(`in block ${included?.number}, which is not final yet`)
    case 'confirmed':
      if (settled || state === null) return say(`on chain since block ${included?.number}`)
      return entry.sealed?.kind === 'timelocked'
        ? timelocked(chain, entry, state, say)
        : salted(entry, state, say)
    case 'revealing':
      return say(`reveal submitted; the last block that may include it is ${entry.reveal?.lastBlock}`)
    case 'revealed':
      return say(revealed ? `revealed in block ${revealed.number}` : 'revealed: the row is on chain')
    case 'superseded':
    case 'failed':
      return say(failure?.reason ?? entry.stage, failure?.retryBlock ?? null)
  }
}

type Say = (sentence: string, nextBlock?: number | null) => OutboxStatus

function salted({ sealed, included, netuid }: OutboxEntry, state: WeightsState, say: Say): OutboxStatus {
  const { epochs, revealPeriod, block } = state
  const epoch = nextBlockEpoch(epochs, netuid, block.number)
  const revealEpoch = (sealed?.epoch ?? 0) + revealPeriod
  const next = nextEpochBlock(epochs, netuid, block.number)
  const left = revealEpoch - epoch
  const since = `committed in block ${included?.number}`
  if (left > 1) return say(`${since}; to be revealed in epoch ${revealEpoch}, in ${left} epochs`)
  if (left === 1) return say(`${since}; to be revealed in epoch ${revealEpoch}, from block ${next} on`, next)
  return say(`${since}; to be revealed now, in epoch ${revealEpoch}`, block.number + 1)
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
