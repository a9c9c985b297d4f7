import type { Metagraph, Neuron, WeightRow } from '@subnetkit/chain'
import { formatAmount } from '../../output/units.js'
import { type Finding, fail, pass, skip } from './finding.js'

/** A neuron, and the weights that the chain holds of it. */
export interface Earner {
  readonly metagraph: Metagraph
  readonly neuron: Neuron
  readonly row: WeightRow
  readonly role: 'validator' | 'miner'
}

/** Checks if the next epoch will pay a neuron, and names the obstacles. */
export function judgeEarnings(earner: Earner): readonly Finding[] {
  return earner.role === 'validator'
    ? [judgeWeights(earner), judgeDividends(earner)]
    : [judgeIncentive(earner)]
}

/** Weights that the next epoch counts: revealed, not about the validator itself, and not too old. */
function judgeWeights({ metagraph, neuron, row }: Earner): Finding {
  const { block, netuid, parameters, mechanism } = metagraph
  const { lastUpdate, registeredAt, uid } = neuron
  const { activityCutoff, commitReveal } = parameters
  const age = block - lastUpdate
  const command = `subnet weights set --netuid ${netuid}${mechanism === 0 ? '' : ` --mechanism ${mechanism}`}`
  if (row.length === 0) {
    if (!commitReveal || lastUpdate <= registeredAt) {
      return fail(
        'weights',
        'the chain holds no weights of this validator: it earns nothing',
        `Run \`${command}\`.`,
      )
    }
    if (age <= longestReveal(metagraph)) {
      return skip(
        'weights',
        `committed at block ${lastUpdate} and not revealed yet: nothing is earned before that`,
      )
    }
    return fail(
      'weights',
      `a commit of block ${lastUpdate} was not revealed in time: the validator earns nothing`,
      `Run \`${command.replace('weights set', 'weights reveal')}\`, or set weights again.`,
    )
  }
  if (age > activityCutoff) {
    return fail(
      'weights',
      `last set at block ${lastUpdate}, ${age} blocks ago, past the activity cutoff of ${activityCutoff}: the validator counts as inactive and earns nothing`,
      `Run \`${command}\` at least every ${activityCutoff} blocks.`,
    )
  }
  if (row.every(([to]) => to === uid)) {
    return fail(
      'weights',
      'the only weight is on the validator itself, which epochs ignore: it earns nothing',
      `Set weights on miners: run \`${command}\`.`,
    )
  }
  return pass(
    'weights',
    `last set at block ${lastUpdate}, ${age} blocks ago; the activity cutoff is ${activityCutoff}`,
  )
}

/** Blocks from a commit to its reveal, at most: its epoch, those between, and one for delays. */
const longestReveal = ({ parameters }: Metagraph): number =>
  (parameters.revealPeriod + 2) * (parameters.tempo + 1)

function judgeDividends({ metagraph, neuron, row }: Earner): Finding {
  const { nextEpochBlock, lastStep, netuid } = metagraph
  const { dividends, emission, validatorPermit, validatorTrust, lastUpdate, active } = neuron
  const nothing = 'no dividends in the last epoch'
  if (dividends > 0 && emission > 0n) {
    const share = ((dividends / 65_535) * 100).toFixed(2)
    return pass(
      'earnings',
      `${share} % of the dividends, ${formatAmount(emission, { unit: 'α' })} in the last epoch`,
    )
  }
  if (!validatorPermit) {
    return fail(
      'earnings',
      `${nothing}: without a validator permit, weights do not count`,
      `Run \`subnet stake add --netuid ${netuid} --amount <tao>\`: permits go to the highest stakes at each epoch.`,
    )
  }
  if (row.length === 0) return skip('earnings', `${nothing}: see weights`)
  if (lastUpdate > lastStep) {
    const next =
      nextEpochBlock === null
        ? 'no epoch is due'
        : `the epoch at block ${nextEpochBlock} is the first to count them`
    return skip('earnings', `${nothing}: the weights are newer than it; ${next}`)
  }
  if (!isPaying(metagraph)) return fail('earnings', `${nothing}: ${unpaid}`, startSubnet)
  if (!active)
    return fail('earnings', `${nothing}: the validator counted as inactive`, 'Set weights regularly.')
  if (dividends > 0) {
    return fail(
      'earnings',
      'a share of the dividends, but no emission to share in the last epoch',
      startSubnet,
    )
  }
  const reason =
    validatorTrust === 0
      ? 'its validator trust is 0, none of its weights agrees with the consensus'
      : 'it has no bonds with the miners that were paid'
  return fail(
    'earnings',
    `${nothing}: ${reason}`,
    'Compare its weights with those of other validators, and check its stake.',
  )
}

function judgeIncentive({ metagraph, neuron }: Earner): Finding {
  const { lastStep, ownerHotkey, ownerColdkey, block, parameters } = metagraph
  const { incentive, emission, registeredAt, hotkey, coldkey } = neuron
  const nothing = 'no incentive in the last epoch'
  if (hotkey === ownerHotkey || coldkey === ownerColdkey) {
    return fail(
      'earnings',
      'this hotkey belongs to the owner of the subnet: its incentive is burned or recycled, never paid',
      'Mine with a hotkey of another coldkey.',
    )
  }
  if (incentive > 0 && emission > 0n) {
    const share = ((incentive / 65_535) * 100).toFixed(2)
    return pass(
      'earnings',
      `${share} % of the incentive, ${formatAmount(emission, { unit: 'α' })} in the last epoch`,
    )
  }
  if (registeredAt > lastStep)
    return skip('earnings', `${nothing}: the miner registered after it, at block ${registeredAt}`)
  if (!isPaying(metagraph)) return fail('earnings', `${nothing}: ${unpaid}`, startSubnet)
  const immuneUntil = registeredAt + parameters.immunityPeriod
  const risk =
    immuneUntil > block
      ? `it can be replaced from block ${immuneUntil} on`
      : 'its immunity is over, and it may be replaced at the next registration'
  return fail(
    'earnings',
    `${nothing}: no validator gave it a weight that counted; ${risk}`,
    'Check that validators reach its axon, and that its answers score.',
  )
}

const isPaying = ({ neurons }: Metagraph): boolean => neurons.some(({ emission }) => emission > 0n)
const unpaid = 'the subnet paid no neuron: it has not started, or no weights count'
const startSubnet = 'Ask the owner of the subnet whether its emissions are started.'
