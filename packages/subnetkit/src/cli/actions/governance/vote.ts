import type { VoteChoice } from '@subnetkit/core/validator'
import { z } from 'zod'
import { netuidField } from '../../config/fields.js'
import type { Context } from '../../context/context.js'
import { formatAmount } from '../../output/units.js'
import type { Outcome } from '../../program/action.js'
import { defineAction } from '../../program/define-action.js'
import { checkNeuron } from '../../run/open-chain.js'
import { usage } from './draft.js'
import { hashField, loadProposal, placeOf, proposalsFolder } from './load-proposals.js'
import { change } from './propose.js'
import { changeText, closesText } from './render.js'

const schema = z.strictObject({
  netuid: netuidField,
  nominator: z.boolean().default(false),
  folder: z.string().default(proposalsFolder),
})

export const action = defineAction(schema, async (context, options, [given = '', word = '']) => {
  const { netuid, nominator, folder } = options
  const core = await import('@subnetkit/core/validator')
  const choice = core.voteChoices.find((one) => one === word)
  if (choice === undefined) throw usage(`${word} is no vote`, `Give one of ${core.voteChoices.join(', ')}.`)
  const bare = hashField.safeParse(given)
  // Makes room also where the text of a proposal is lost.
  if (choice === 'withdraw' && bare.success && !nominator) return withdraw(context, netuid, bare.data)
  const { hash, proposal } = await loadProposal(placeOf(given, folder))
  const client = await context.chain()
  core.requireProposalPlace(client, netuid, { hash, proposal })
  const { block, neurons } = await core.readBallots(client, { netuid })
  const { coreError } = await import('@subnetkit/core')
  if (choice !== 'withdraw') {
    const { proposer, tallyAt } = proposal
    if (block.number >= tallyAt) throw coreError('PROPOSAL_CLOSED', { hash, tallyAt, head: block.number })
    const isHeld = neurons.some((one) => one.hotkey === proposer && one.proposals.includes(hash))
    if (!isHeld) throw coreError('PROPOSAL_UNPUBLISHED', { hash, proposer })
  }
  if (nominator && !proposal.nominators) {
    throw usage(
      `proposal sha256:${hash} counts validators alone`,
      'Leave --nominator out, and vote as a validator.',
    )
  }
  const voter = await (nominator ? context.keys.coldkeyAddress() : context.keys.hotkeyAddress())
  if (!nominator) await checkNeuron(context, client, { netuid, hotkey: voter })
  const neuron = neurons.find(({ hotkey }) => hotkey === voter)
  const notes = nominator
    ? [await feeNote(context, { hash, choice, voter })]
    : [
        neuron?.validatorPermit
          ? `with ${formatAmount(neuron.stake, { digits: 3, unit: 'of stake' })} at block ${block.number}`
          : 'without a validator permit: the vote counts only if the hotkey has one at the tally',
      ]
  const plan = [
    `subnet ${netuid}: ${nominator ? 'coldkey' : 'hotkey'} ${voter} votes ${choice} on "${proposal.title}"`,
    `  change    ${changeText(proposal)}`,
    `  counted   ${closesText(proposal, block.number)}`,
    `  hash      sha256:${hash}`,
    ...notes.map((note) => `  note      ${note}`),
  ].join('\n')
  const data = { netuid, hash, choice, voter, nominator, tallyAt: proposal.tallyAt }
  return change(context, { plan, data, question: 'Cast this vote?' }, async () => {
    const vote = { proposal: hash, choice }
    const cast = nominator
      ? await core.castNominatorVote(client, await context.keys.coldkey(), vote)
      : await core.castVote(client, await context.keys.hotkey(), { netuid, ...vote })
    return { block: cast, done: `voted ${choice} on sha256:${hash} at block ${cast.number}` }
  })
})

async function withdraw(context: Context, netuid: number, proposal: string): Promise<Outcome> {
  const { castVote } = await import('@subnetkit/core/validator')
  const voter = await context.keys.hotkeyAddress()
  const plan = `subnet ${netuid}: hotkey ${voter} withdraws its vote on sha256:${proposal}`
  const data = { netuid, hash: proposal, choice: 'withdraw', voter, nominator: false }
  return change(context, { plan, data, question: 'Withdraw it?' }, async () => {
    const client = await context.chain()
    const vote = { netuid, proposal, choice: 'withdraw' } as const
    const block = await castVote(client, await context.keys.hotkey(), vote)
    return { block, done: `${voter} has no vote on sha256:${proposal} at block ${block.number}` }
  })
}

async function feeNote(
  context: Context,
  { hash, choice, voter }: { hash: string; choice: VoteChoice; voter: string },
): Promise<string> {
  const { estimateFee, openBlock } = await import('@subnetkit/chain')
  const { nominatorVoteCall } = await import('@subnetkit/core/validator')
  const client = await context.chain()
  const { block } = await openBlock(client)
  const call = nominatorVoteCall({ proposal: hash, choice })
  const { fee, unknown } = await estimateFee(client, { block, address: voter, call })
  return unknown.length > 0
    ? 'a remark of the coldkey: its fee is not known'
    : `a remark of the coldkey, with a fee of about ${formatAmount(fee)}`
}
