import { reasonOf } from '@subnetkit/base'
import type { Metagraph } from '@subnetkit/chain'
import { type ScoreEntry, type WeightsByUid, weightsFrom } from '@subnetkit/core/engine'
import type { Chain } from '../chain/chain.js'
import { revealSalted, setWeights, type WeightsRefusal } from '../chain/set-weights.js'
import type { Lab } from '../define-lab.js'
import { labError } from '../errors.js'
import type { PublicNeuron, Submission } from '../validators/validator-agent.js'
import type { ValidatorSeat } from './population.js'

/** Position in which weights are set. */
export interface WeighIn {
  readonly chain: Chain
  readonly lab: Lab
  readonly epoch: number
  readonly memory: Map<string, unknown>
}

/** Sets the weights that a validator chooses; returns the chain's reason if it refuses them. Throws SUBMISSION_INVALID. */
export function submitWeights(
  { chain, lab, epoch, memory }: WeighIn,
  { hotkey, agent }: ValidatorSeat,
  entries: readonly ScoreEntry[],
): WeightsRefusal | null {
  if (chain.rules.saltedCommits) revealSalted(chain, hotkey)
  const own = agent.scores ? weightsOf({ chain, lab }, hotkey, entries) : { uids: [], values: [] }
  const submission = chosenWeights(hotkey, () =>
    agent.weights({
      ...{ hotkey, epoch, own, memory, versionKey: chain.versionKey },
      neurons: publicNeurons(chain),
    }),
  )
  if (submission === null) return null
  if (submission.uids.length === 0) return null
  const { uids, values, versionKey = chain.versionKey } = submission
  return setWeights(chain, hotkey, { uids, values, versionKey })
}

/** Weights that follow from the scores of a validator by the subnet's rules. */
export function weightsOf(
  { chain, lab }: Pick<WeighIn, 'chain' | 'lab'>,
  hotkey: string,
  entries: readonly ScoreEntry[],
): WeightsByUid {
  const limits = { minAllowedWeights: chain.rules.minAllowedWeights, maxWeightsLimit: 65_535 }
  return weightsFrom(entries, metagraphOf(chain), lab.subnet.incentive, hotkey, limits)
}

/** Neurons as everybody sees them. */
export const publicNeurons = ({ neurons, stakes }: Chain): readonly PublicNeuron[] =>
  neurons.map(({ hotkey, coldkey, permit, incentive, weights }, uid) => ({
    ...{ uid, hotkey, coldkey, permit, incentive, weights, stake: stakes.get(hotkey) ?? 0n },
  }))

/** Weights that a validator chooses. Throws SUBMISSION_INVALID if it fails or chooses what cannot be sent. */
function chosenWeights(validator: string, choose: () => Submission | null): Submission | null {
  let chosen: Submission | null
  try {
    chosen = choose()
  } catch (error) {
    throw labError('SUBMISSION_INVALID', { validator, detail: reasonOf(error) }, { cause: error })
  }
  if (chosen !== null) checkSubmission(validator, chosen)
  return chosen
}

/** Throws SUBMISSION_INVALID for what no extrinsic can carry; anything else is for the chain to refuse. */
function checkSubmission(validator: string, given: unknown): void {
  const { uids, values } = Object(given) as Record<string, unknown>
  const invalid = (detail: string) => labError('SUBMISSION_INVALID', { validator, detail })
  if (!Array.isArray(uids) || !Array.isArray(values)) throw invalid('it returned no uids and values')
  if (uids.length !== values.length) throw invalid(`${uids.length} uids have ${values.length} values`)
  for (const one of [...uids, ...values]) {
    const isU16 = Number.isInteger(one) && one >= 0 && one <= 65_535
    if (!isU16) throw invalid(`${String(one)} is not a whole number from 0 to 65535`)
  }
}

/** As much of a metagraph as weights are made from. */
function metagraphOf({ neurons, owner }: Chain): Metagraph {
  return {
    ownerHotkey: owner,
    neurons: neurons.map(({ hotkey, registeredAt }, uid) => ({ uid, hotkey, registeredAt })),
  } as unknown as Metagraph
}
