import type { Proposal, ProposalResult } from '@subnetkit/core/validator'
import { plural } from '../../../log/plural.js'
import type { Context } from '../../context/context.js'
import { renderFacts, renderTable } from '../../output/table.js'
import { printable } from '../../output/text.js'
import type { UnacceptedChanges } from './count-proposals.js'
import { isUnaccepted } from './is-unaccepted.js'

/** Proposed change in a few words. */
export function changeText(proposal: Proposal): string {
  switch (proposal.kind) {
    case 'hyperparameter':
      return `${printable(proposal.change.name)} to ${printable(JSON.stringify(proposal.change.value))}`
    case 'rubric':
      return `rubric of version ${proposal.change.version}, package sha256:${proposal.change.package}`
    case 'tasks':
      return `tasks of package sha256:${proposal.change.package}`
    case 'text':
      return 'what its text says'
  }
}

/** When and by which rule it is counted. */
export function closesText({ tallyAt, quorum, threshold, nominators }: Proposal, head: number): string {
  const left = tallyAt > head ? `, in ${plural(tallyAt - head, 'block')}` : ''
  const who = nominators ? 'validators and nominators' : 'validators alone'
  return `at block ${tallyAt}${left}: ${who}, quorum ${percent(quorum)}, more than ${percent(threshold)} yes`
}

const percent = (share: number) => `${Number((share * 100).toFixed(2))} %`

/** Share of the stake, rounded down. */
const part = (stake: bigint, total: bigint) =>
  total === 0n ? '0 %' : `${Number((stake * 10_000n) / total) / 100} %`

/** State of a proposal, in a word. */
export function stateText({ state, verdict, carriedOut }: ProposalResult): string {
  const why = verdict.reason === null ? '' : verdict.reason === 'quorum' ? ', no quorum' : ', too few yes'
  const would = verdict.accepted ? 'would be accepted' : `would be rejected${why}`
  const outcome = state === 'rejected' ? `rejected${why}` : state === 'open' ? `open, ${would}` : state
  if (isUnaccepted({ state, carriedOut })) return `${outcome}, carried out without being accepted`
  if (state !== 'accepted' || carriedOut === null) return outcome
  return carriedOut.done ? 'accepted, carried out' : 'accepted, not carried out'
}

/** A table of proposals, one to a line. */
export function renderResults(results: readonly ProposalResult[], context: Context): readonly string[] {
  return renderTable<ProposalResult>(
    [
      { title: 'PROPOSAL', text: ({ hash }) => hash.slice(0, 12) },
      { title: 'TITLE', text: ({ proposal }) => printable(proposal.title), shrinkTo: 12 },
      { title: 'YES', text: ({ tally }) => part(tally.yes, tally.total), align: 'right' },
      { title: 'NO', text: ({ tally }) => part(tally.no, tally.total), align: 'right' },
      { title: 'ABSTAIN', text: ({ tally }) => part(tally.abstain, tally.total), align: 'right', leaves: 2 },
      { title: 'ABSENT', text: ({ tally }) => part(tally.absent, tally.total), align: 'right', leaves: 1 },
      { title: 'COUNTED AT', text: ({ proposal }) => String(proposal.tallyAt), align: 'right', leaves: 3 },
      {
        title: 'STATE',
        text: stateText,
        paint: (text, result) => (isUnaccepted(result) ? context.palette.bad(text) : text),
      },
    ],
    results,
    context,
  )
}

/** One proposal with its text and votes. */
export function renderResult(result: ProposalResult, context: Context): readonly string[] {
  const { palette } = context
  const { hash, proposal, block, tally, validators, nominators, carriedOut } = result
  const facts = [
    ['hash', `sha256:${hash}`],
    ['by', proposal.proposer],
    ['change', changeText(proposal)],
    ...(carriedOut === null ? [] : [['now', carriedOut.present] as const]),
    ['counted', closesText(proposal, block.number)],
    ['votes at', `block ${block.number}`],
    ...(['yes', 'no', 'abstain', 'absent'] as const).map(
      (name) => [name, part(tally[name], tally.total)] as const,
    ),
    ['state', isUnaccepted(result) ? palette.bad(stateText(result)) : stateText(result)],
  ] as const
  const votes = [
    ...validators.map((one) => ({
      who: one.hotkey,
      role: 'validator',
      stake: one.stake,
      choice: one.choice ?? 'absent',
    })),
    ...nominators.map((one) => ({
      who: one.coldkey,
      role: 'nominator',
      stake: one.stake,
      choice: one.choice,
    })),
  ]
  const table = renderTable<(typeof votes)[number]>(
    [
      { title: 'VOTER', text: ({ who }) => who, shrinkTo: 10 },
      { title: 'ROLE', text: ({ role }) => role, leaves: 1 },
      { title: 'SHARE', text: ({ stake }) => part(stake, tally.total), align: 'right' },
      { title: 'VOTE', text: ({ choice }) => choice },
    ],
    votes,
    context,
  )
  return [
    palette.bold(printable(proposal.title)),
    ...renderFacts(facts as readonly (readonly [string, string])[], palette).map((line) => `  ${line}`),
    '',
    ...(proposal.text === '' ? [] : [...proposal.text.trimEnd().split('\n').map(printable), '']),
    ...table,
  ]
}

/** Sentences for another report on changes that were carried out without being accepted. */
export function unacceptedLines(found: UnacceptedChanges, { palette }: Context): readonly string[] {
  return [
    ...found.changes.map(({ hash, state, proposal, carriedOut }) =>
      palette.bad(
        `carried out without being accepted: ${carriedOut!.present} (${state} proposal sha256:${hash.slice(0, 12)}, ${printable(proposal.title)})`,
      ),
    ),
    ...found.uncounted.map(({ proposal: { hash, proposal } }) =>
      palette.dim(
        `not known if accepted: proposal sha256:${hash.slice(0, 12)}, ${changeText(proposal)}: the node has forgotten block ${proposal.tallyAt}. Use --network archive.`,
      ),
    ),
    ...found.refused.map(({ place, message }) =>
      palette.dim(`not read: ${printable(place)}: ${printable(message)}`),
    ),
  ]
}
