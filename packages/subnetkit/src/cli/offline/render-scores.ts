import type { Context } from '../context/context.js'
import { type Column, renderTable } from '../output/table.js'
import { printable } from '../output/text.js'
import type { RankedMiner } from './rank-answers.js'
import { namedParts } from './rank-answers.js'
import { type ScoredAnswer, waitsFor } from './score-answers.js'

type Look = Pick<Context, 'palette' | 'width'>

/** Number of a score as tables show it. */
export const scoreText = (score: number): string => score.toFixed(3)

/** Table of miners, the best first, with the mean of each part. */
export function renderMiners({ palette, width }: Look, miners: readonly RankedMiner[]): readonly string[] {
  const parts = [...new Set(miners.flatMap((miner) => Object.keys(miner.parts)))]
  const columns: Column<RankedMiner>[] = [
    { title: 'rank', text: ({ rank }) => String(rank), align: 'right' },
    { title: 'miner', text: ({ miner }) => printable(miner), shrinkTo: 9 },
    { title: 'score', text: ({ mean }) => scoreText(mean), align: 'right' },
    { title: 'share', text: ({ share }) => `${(share * 100).toFixed(1)} %`, align: 'right' },
    { title: 'answers', text: ({ answers }) => String(answers), align: 'right' },
    ...parts.map(
      (name): Column<RankedMiner> => ({
        title: name,
        text: (miner) => (Object.hasOwn(miner.parts, name) ? scoreText(miner.parts[name]!) : '–'),
        align: 'right',
      }),
    ),
    { title: 'lost to', text: lossesOf },
  ]
  return renderTable(columns, miners, { palette, width })
}

/** Answers that earned nothing, by the reason. */
function lossesOf({ outcomes, failedGates }: RankedMiner): string {
  const gates = Object.entries(failedGates).map(([name, count]) => `${count} gate ${name}`)
  const { absent, malformed, refused, ours } = outcomes
  const others = Object.entries({ absent, malformed, refused, uncounted: ours }).flatMap(([name, count]) =>
    count > 0 ? [`${count} ${name}`] : [],
  )
  return [...gates, ...others].join(', ')
}

/** Table of answers with every part of their scores. */
export function renderAnswers({ palette, width }: Look, answers: readonly ScoredAnswer[]): readonly string[] {
  const parts = [
    ...new Set(answers.flatMap(({ parts }) => (parts ? namedParts(parts).map(([name]) => name) : []))),
  ]
  const hasMiners = new Set(answers.map(({ hotkey }) => hotkey)).size > 1
  const hasRounds = new Set(answers.map(({ round }) => round)).size > 1
  const columns: Column<ScoredAnswer>[] = [
    ...(hasRounds
      ? [{ title: 'round', text: ({ round }: ScoredAnswer) => String(round), align: 'right' } as const]
      : []),
    ...(hasMiners
      ? [{ title: 'miner', text: ({ hotkey }: ScoredAnswer) => printable(hotkey), shrinkTo: 9 } as const]
      : []),
    { title: 'task', text: ({ taskId }) => printable(taskId) },
    {
      title: 'score',
      text: ({ outcome, score }) => (outcome === 'ours' ? '–' : scoreText(score)),
      align: 'right',
    },
    ...parts.map(
      (name): Column<ScoredAnswer> => ({
        title: name,
        text: ({ parts }) => partText(parts, name),
        align: 'right',
      }),
    ),
    {
      title: 'ms',
      text: ({ outcome, latencyMs }) =>
        latencyMs === 0 && outcome === 'absent' ? '–' : latencyMs.toFixed(0),
      align: 'right',
    },
    { title: 'reason', text: (answer) => printable(reasonOf(answer)), shrinkTo: 20 },
  ]
  return renderTable(columns, answers, { palette, width })
}

function partText(parts: ScoredAnswer['parts'], name: string): string {
  const value = parts === null ? undefined : namedParts(parts).find(([own]) => own === name)?.[1]
  return value === undefined ? '–' : scoreText(value)
}

/** Reason for which an answer, or a criterion of it, does not count. */
function reasonOf(answer: ScoredAnswer): string {
  const { outcome, reason, parts } = answer
  const waiting = waitsFor(answer)
  if (waiting === 'peers') return 'answered; needs other miners'
  if (waiting === 'later rounds') return `answered; ${reason}`
  if (parts?.failedGate) return `gate ${parts.failedGate}`
  if (outcome !== 'scored') return reason ? `${outcome}: ${reason}` : outcome
  return [
    ...(parts?.leftOut ?? []).map(({ name, reason }) => `without ${name}: ${reason}`),
    ...(parts?.compared ?? []).flatMap(({ name, leftOut }) =>
      leftOut ? [`without ${name}: ${leftOut}`] : [],
    ),
  ].join('; ')
}
