import type { Neuron } from '../../chain/metagraph.js'
import type { ErrorCode } from '../../errors/catalogue.js'
import { toSubnetError } from '../../errors/subnet-error.js'
import { weightsFrom } from '../../scoreboard/weights.js'
import type { WeightRecord } from '../../store/records.js'
import type { Context } from './context.js'

/** Errors after which the same vector may succeed a moment later. After any other the next round tries anew. */
const passing: readonly ErrorCode[] = [
  'CHAIN_UNREACHABLE',
  'CHAIN_TIMEOUT',
  'WEIGHTS_NOT_ON_CHAIN',
  'UNEXPECTED',
]

/**
 * Sets the weights that follow from the scores, if the chain allows it by now. What is decided is kept before it is
 * sent, and what became of it after the chain has shown it.
 */
export async function setRoundWeights(context: Context, round: number): Promise<void> {
  const { chain, store, subnet, netuid, mechanism, hotkey } = context
  const [latest] = await store.weights(1)
  if (latest && latest.round > round) return // a later round has decided already
  const metagraph = await chain.metagraph(netuid)
  const self = metagraph.neurons.find((neuron) => neuron.hotkey === hotkey)
  if (latest?.round === round && (await isSettled(context, latest, self))) return

  const refuse = (code: ErrorCode | null, reason: string) =>
    context.emit({ kind: 'weights-refused', round, code, reason })
  // What the chain would refuse for certain is said before anything is sent.
  if (!self) return refuse('NOT_REGISTERED', `${hotkey} is not registered on subnet ${netuid}`)
  if (!self.validatorPermit && hotkey !== metagraph.ownerHotkey) {
    return refuse(
      'NO_VALIDATOR_PERMIT',
      `no validator permit on subnet ${netuid} with ${self.stake} rao of stake; permits are dealt at epochs`,
    )
  }
  const dueBlock = self.lastUpdate + context.weightsEveryBlocks
  if (metagraph.block < dueBlock) return context.emit({ kind: 'weights-not-due', round, dueBlock })
  const { uids, values } = weightsFrom(await store.scores(), metagraph, subnet.incentive, hotkey)
  if (uids.length === 0) return refuse(null, 'no miner has a score above 0 yet')
  const intent = await store.intendWeights({
    round,
    uids,
    values,
    versionKey: BigInt(subnet.version),
    intentBlock: metagraph.block,
  })
  await store.weightsSubmitted(round)
  try {
    const { number } = await chain.setWeights({ netuid, mechanism, ...pickVector(intent) })
    await confirm(context, intent, number)
  } catch (error) {
    const { code, message } = toSubnetError(error)
    if (passing.includes(code)) throw error
    await store.weightsRefused(round, `${code}: ${message}`)
    refuse(code, message)
  }
}

/** Whether a decision of an earlier, interrupted run needs nothing more. */
async function isSettled(context: Context, kept: WeightRecord, self: Neuron | undefined): Promise<boolean> {
  if (kept.state === 'confirmed' || kept.state === 'refused') return true
  // Sent, and the answer lost: the chain shows newer weights of ours, which only these can be.
  if (kept.state !== 'submitted' || !self || self.lastUpdate <= kept.intentBlock) return false
  await confirm(context, kept, self.lastUpdate)
  return true
}

async function confirm(context: Context, { round, uids, values }: WeightRecord, block: number) {
  await context.store.weightsConfirmed(round, block)
  context.emit({ kind: 'weights-set', round, block, uids, values })
}

function pickVector({ uids, values, versionKey }: WeightRecord) {
  return { uids, values, versionKey }
}
