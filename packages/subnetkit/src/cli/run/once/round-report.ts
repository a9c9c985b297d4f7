import type { Receipt, Store } from '@subnetkit/core/validator'
import { plural } from '../../../log/plural.js'
import type { Context } from '../../context/context.js'
import { exitCodes } from '../../exit-codes.js'
import { type Column, renderTable } from '../../output/table.js'
import { printable } from '../../output/text.js'
import type { Outcome } from '../../program/action.js'
import type { WatchedRound, WeightsEvent } from './watch-round.js'

type ScoreEntry = Awaited<ReturnType<Store['scores']>>[number]

/** Validator of the round. */
interface Subject {
  readonly netuid: number
  readonly hotkey: string
  readonly roundBlocks: number
}

/** A round, with what the store has of it. */
interface ReportedRound extends WatchedRound {
  readonly receipts: readonly Receipt[]
  /** As the round left them. */
  readonly scores: readonly ScoreEntry[]
  /** True if Ctrl-C came before its weights. */
  readonly isInterrupted?: boolean
}

/** Shows a round. The exit code is 1 if it was void or its weights were refused, 130 if it was interrupted. */
export function reportRound(context: Context, round: ReportedRound, subject: Subject): Outcome {
  const receipts = round.receipts.toSorted((a, b) => a.uid - b.uid || a.taskId.localeCompare(b.taskId))
  const asked = new Map(receipts.map(({ hotkey, uid }) => [hotkey, uid]))
  const scores = round.scores.filter(({ hotkey }) => asked.has(hotkey))
  const { planned, skipped, weights, troubles, number, isInterrupted = false } = round
  const isVoid = skipped !== null
  const isRefused = isVoid || weights?.kind === 'weights-refused'
  return {
    exitCode: isInterrupted ? exitCodes.interrupted : isRefused ? exitCodes.failed : exitCodes.done,
    data: {
      ...subject,
      round: number,
      block: planned?.block ?? null,
      miners: planned?.miners ?? 0,
      void: isVoid,
      interrupted: isInterrupted,
      skipped: skipped && { code: skipped.code, cause: skipped.cause, reason: skipped.reason },
      queries: receipts.map(
        ({ uid, hotkey, taskId, family, synapse, outcome, reason, latencyMs, score }) => ({
          ...{ uid, hotkey, taskId, family, synapse, outcome, reason, latencyMs, score },
        }),
      ),
      scores: scores.map(({ hotkey, score, rounds }) => ({ uid: asked.get(hotkey), hotkey, score, rounds })),
      weights: weights && { ...weights, outcome: weights.kind.replace('weights-', ''), kind: undefined },
      troubles: troubles.map(({ code, reason, fix }) => ({ code, reason, fix })),
    },
    text: () =>
      [
        `plan    ${planned ? planLine(planned, subject) : `round ${number} was not planned`}`,
        ...troubles.map(({ code, reason, fix }) =>
          context.palette.warn(printable(`trouble ${code}: ${reason}${fix === null ? '' : `. ${fix}`}`)),
        ),
        ...(receipts.length === 0 ? [] : ['', ...renderTable(queryColumns(context), receipts, context)]),
        ...(isVoid || scores.length === 0
          ? []
          : [
              '',
              ...renderTable(
                scoreColumns(asked),
                scores.toSorted((a, b) => b.score - a.score),
                context,
              ),
            ]),
        '',
        skipped
          ? context.palette.bad(printable(`void    ${skipped.code}: ${skipped.reason}`))
          : `weights ${weights ? weightsLine(weights) : isInterrupted ? 'interrupted before them: the next start goes on' : 'none'}`,
      ].join('\n'),
  }
}

function planLine({ round, block, miners }: NonNullable<WatchedRound['planned']>, subject: Subject): string {
  const { netuid, roundBlocks, hotkey } = subject
  return `round ${round} of subnet ${netuid} from block ${block}, ${roundBlocks} blocks long: ${hotkey} asks ${plural(miners, 'miner')}`
}

function queryColumns({ palette }: Context): readonly Column<Receipt>[] {
  return [
    { title: 'UID', text: ({ uid }) => String(uid), align: 'right' },
    { title: 'HOTKEY', text: ({ hotkey }) => hotkey, shrinkTo: 10 },
    { title: 'TASK', text: ({ taskId }) => taskId, shrinkTo: 12, leaves: 2 },
    {
      title: 'OUTCOME',
      text: ({ outcome }) => outcome,
      paint: (text, { outcome }) => (outcome === 'scored' ? palette.good(text) : palette.bad(text)),
    },
    { title: 'LATENCY', text: ({ latencyMs }) => `${Math.round(latencyMs)} ms`, align: 'right' },
    { title: 'SCORE', text: ({ score }) => score.toFixed(3), align: 'right' },
    { title: 'REASON', text: ({ reason }) => printable(reason ?? ''), shrinkTo: 20, leaves: 1 },
  ]
}

function scoreColumns(uids: ReadonlyMap<string, number>): readonly Column<ScoreEntry>[] {
  return [
    { title: 'UID', text: ({ hotkey }) => String(uids.get(hotkey) ?? ''), align: 'right' },
    { title: 'HOTKEY', text: ({ hotkey }) => hotkey, shrinkTo: 10 },
    { title: 'SCORE NOW', text: ({ score }) => score.toFixed(6), align: 'right' },
    { title: 'ROUNDS', text: ({ rounds }) => String(rounds), align: 'right' },
  ]
}

function weightsLine(event: WeightsEvent): string {
  switch (event.kind) {
    case 'weights-set':
      return `set at block ${event.block}: ${vectorOf(event)}`
    case 'weights-revealed':
      return `revealed: ${vectorOf(event)}`
    case 'weights-committed':
      return `committed at block ${event.block} (${event.mode}) for epoch ${event.epoch}; ${afterCommit[event.mode]}`
    case 'weights-not-due':
      return `not due: the chain accepts the next from block ${event.dueBlock}`
    case 'weights-refused':
      return printable(`refused: ${event.code}: ${event.reason}${event.fix ? `. ${event.fix}` : ''}`)
    case 'weights-superseded':
      return printable(`superseded: ${event.reason}`)
  }
}

/** The work that a commit leaves to a validator, by its mode. */
const afterCommit = {
  timelocked: 'the chain reveals it by itself; a validator that runs reports the reveal',
  salted:
    'run the validator without --once until it has revealed it: without the reveal, it counts for nothing',
} as const

function vectorOf({
  uids,
  values,
}: {
  readonly uids: readonly number[]
  readonly values: readonly number[]
}): string {
  return uids.map((uid, index) => `uid ${uid} = ${values[index]}`).join(', ')
}
