import { mechanismOf, type Subnet } from '@subnetkit/core'
import type { Replay } from '@subnetkit/core/validator'
import { z } from 'zod'
import { plural } from '../../log/plural.js'
import { wholeNumber } from '../config/fields.js'
import { cliError } from '../errors.js'
import { exitCodes } from '../exit-codes.js'
import { loadSubnet } from '../module/load-subnet.js'
import { renderTable } from '../output/table.js'
import { printable } from '../output/text.js'
import { defineAction } from '../program/define-action.js'
import { moduleOf } from '../run/module-argument.js'
import { openValidatorStore } from '../run/open-store.js'

const schema = z.strictObject({ directory: z.string().min(1, 'must not be empty').optional() })

export const action = defineAction(schema, async (context, { directory }, [given = '', argument]) => {
  const parsed = wholeNumber(0, 2 ** 40).safeParse(given)
  if (!parsed.success) {
    throw cliError('USAGE', {
      detail: `the round ${parsed.error.issues[0]!.message}`,
      fix: 'Give the number of a round: its first block.',
    })
  }
  const { replayRound } = await import('@subnetkit/core/validator')
  const subnet = await loadSubnet(await moduleOf(context, argument), context.configured.config.subnet?.export)
  const { store, validator } = await openValidatorStore(context, directory)
  const { netuid, mechanism } = validator
  const own = mechanismOf(subnet, mechanism) as unknown as Subnet
  const replay = await replayRound({ subnet: own, netuid, mechanism, store }, parsed.data)
  const { disagreements } = replay
  const shown = disagreements.slice(0, mostShown)
  return {
    exitCode: disagreements.length === 0 ? exitCodes.done : exitCodes.failed,
    data: { ...replay, netuid, mechanism, agrees: disagreements.length === 0 },
    text: () =>
      [
        disagreements.length === 0
          ? context.palette.good(`round ${replay.round} agrees bit for bit`)
          : context.palette.bad(`round ${replay.round} differs in ${plural(disagreements.length, 'place')}`),
        `${replay.scored} of ${plural(replay.receipts, 'answer')} scored again, ${plural(replay.folded, 'miner')} folded${replay.sealed ? ', records as they were signed' : ', not sealed'}`,
        ...leftOut(replay),
        ...(shown.length === 0 ? [] : ['', ...renderTable(columns, shown, context)]),
        ...(disagreements.length > shown.length
          ? [`and ${disagreements.length - shown.length} more; --json has all`]
          : []),
      ].join('\n'),
  }
})

const mostShown = 30

/** Sentences on what could not be replayed, and how to keep it. */
function leftOut({
  unreplayable: { cut, gone, binary, past, unchecked },
  hasFewerPast,
  neverAsked,
}: Replay): readonly string[] {
  return [
    ...(neverAsked > 0
      ? [
          `${plural(neverAsked, 'task')} never asked: the round was over before. Such tasks count for nobody; they were asked in an order that follows from the secret.`,
        ]
      : []),
    ...(cut > 0
      ? [
          `${plural(cut, 'answer')} not scored again: too large to be kept. Set keepBodyChars of the validator to their size in characters to keep such answers from now on.`,
        ]
      : []),
    ...(gone > 0
      ? [
          `${plural(gone, 'answer')} not scored again: ${gone === 1 ? 'its' : 'their'} text is not kept any more, but for its hash. Hash, score and parts are those of the record. Raise retention.bodies of the validator to keep more rounds with their answers.`,
        ]
      : []),
    ...(unchecked > 0
      ? [
          `${plural(unchecked, 'answer')} not scored again: a part of the rubric could not be checked, then or now; the receipts name it.`,
        ]
      : []),
    ...(binary > 0 ? [`${plural(binary, 'answer')} not scored again: binary values are never kept.`] : []),
    ...(hasFewerPast
      ? ['Compared with fewer earlier rounds than the criteria look at: there were no more then.']
      : []),
    ...(past > 0
      ? [
          `${plural(past, 'answer')} not compared again: the criteria look at rounds before the oldest one that is kept. Raise keepRounds of the validator to keep more.`,
        ]
      : []),
  ]
}

type Disagreement = Replay['disagreements'][number]

const columns = [
  { title: 'PART', text: ({ part }: Disagreement) => part },
  { title: 'MINER', text: ({ miner }: Disagreement) => miner ?? '', shrinkTo: 10 },
  { title: 'TASK', text: ({ task }: Disagreement) => task ?? '', shrinkTo: 10 },
  { title: 'DETAIL', text: ({ detail }: Disagreement) => printable(detail), shrinkTo: 40 },
]
