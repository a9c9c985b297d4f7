import type { Explanation, FailureCount, Improvement, PartMeans } from '@subnetkit/core/validator'
import { plural } from '../../../log/plural.js'
import type { Context } from '../../context/context.js'
import { similarSentences } from '../../output/similar-sentences.js'
import { type Column, renderTable } from '../../output/table.js'
import { printable } from '../../output/text.js'
import { organicLines } from './organic-lines.js'

const score = (value: number) => value.toFixed(4)
const percent = (share: number) => `${(100 * share).toFixed(2)} %`

/** An explanation in words and tables, for a miner that does not know the validator's code. */
export function renderExplanation(
  context: Context,
  explained: Explanation,
  { netuid, burn }: { readonly netuid: number; readonly burn: number },
): readonly string[] {
  const { palette } = context
  const { miner, now, best, medianScore, miners, paid, round } = explained
  const heading = (text: string) => ['', palette.bold(text)]
  const isUnknown = explained.asked === 0 && now.score === 0
  return [
    palette.bold(
      isUnknown
        ? `uid ${miner.uid} has no score on subnet ${netuid}, beside ${plural(miners - 1, 'miner')} that this validator has asked`
        : `uid ${miner.uid} is at rank ${now.rank} of ${plural(miners, 'miner')} that this validator has asked on subnet ${netuid}`,
    ),
    `${miner.hotkey}, registered at block ${miner.registeredAt}, after round ${round}`,
    '',
    `Its score is ${score(now.score)}: ${percent(now.share)} of what this validator gives to miners${burn > 0 ? ` (${percent(burn)} of all is burned first)` : ''}.`,
    best.hotkey === miner.hotkey
      ? `It is at the first rank; the median of these miners is ${score(medianScore)}.`
      : `The best, uid ${best.uid}, has ${score(best.score)} and ${percent(best.share)}; the median is ${score(medianScore)}. ${paid} of ${miners} have a score above 0.`,
    ...aboveLines(explained),
    ...gapLines(explained),
    ...trend(explained),
    ...versionLines(explained),
    ...organicLines(explained.organic),
    ...heading(`its answers in ${plural(explained.rounds.length, 'round')}`),
    tasksLine(explained),
    ...(explained.parts.length === 0
      ? []
      : ['', ...renderTable(partColumns(context), explained.parts, context)]),
    ...(explained.failures.length === 0
      ? []
      : [...heading('what went wrong'), ...renderTable(failureColumns, explained.failures, context)]),
    ...similarLines(explained, heading),
    ...heading('what would move it up: one part of its answers changed at a time'),
    ...improvementLines(context, explained),
    ...togetherLines(explained),
  ]
}

function improvementLines(
  context: Context,
  { improvements, asked, rounds, now }: Explanation,
): readonly string[] {
  if (asked === 0) {
    return [
      `No part of an answer: it was asked in none of ${plural(rounds.length, 'round')}. Validators ask the miners that have an axon on chain, all of them or some in each round: subnet doctor checks the axon of a hotkey.`,
    ]
  }
  if (improvements.length === 0) {
    return [
      'No part alone: each is at the level of the best already, moves the score by less than 0.0005, or has too few rounds that are kept.',
    ]
  }
  return [
    'Had this part of its answers been so on average in these rounds, and everything else as it was:',
    ...renderTable(improvementColumns(now), improvements, context),
  ]
}

/** The miner at the next better rank, unless it is the best, and what it has more. */
function aboveLines({ above, best, now }: Explanation): readonly string[] {
  if (above === null || above.hotkey === best.hotkey) return []
  const gap = above.score - now.score
  return [
    `Just above it, at rank ${above.rank}, uid ${above.uid} has ${score(above.score)} and ${percent(above.share)}: ${gap < 0.000_05 ? 'less than 0.0001' : score(gap)} more.`,
  ]
}

/** Several changes at once, where none alone reaches a better rank. */
function togetherLines({ together, now, above }: Explanation): readonly string[] {
  if (together === null) return []
  const { change, rank } = together
  const to = `${score(together.score)} (+${score(together.score - now.score)})`
  if (rank < now.rank)
    return [
      `None of these alone reaches a better rank. Together they do: with ${printable(change)}, its score is ${to}, at rank ${rank}.`,
    ]
  return [
    `None of these reaches a better rank, nor do all together: its score is ${to} then, and uid ${above?.uid} has ${score(above?.score ?? 0)}. The rest lies in earlier rounds, which its score still carries.`,
  ]
}

/** The parts in which a miner is furthest below the best one, in words. */
function gapLines({ parts, best, miner, now }: Explanation): readonly string[] {
  if (now.rank === 1 || best.hotkey === miner.hotkey) return []
  const known = parts.filter(
    (part): part is PartMeans & { own: number; best: number } =>
      part.kind !== 'score' && part.own !== null && part.best !== null,
  )
  if (known.length === 0) return []
  const gaps = known
    .filter((part) => part.best - part.own >= leastGap)
    .toSorted((left, right) => right.best - right.own - (left.best - left.own))
  if (gaps.length === 0) {
    return [
      `In no part is it below uid ${best.uid} in these rounds: what it lacks is from earlier ones, which its score still carries.`,
    ]
  }
  const [first, ...others] = gaps
    .slice(0, mostGaps)
    .map(
      ({ family, kind, name, own, best: top, median }) =>
        `${printable(`${gapNames[kind]} ${name}`.trim())} in family ${printable(family)} (${own.toFixed(2)}; best ${top.toFixed(2)}, median ${median.toFixed(2)})`,
    )
  return [
    `It is furthest below uid ${best.uid} in ${first}${others.length === 0 ? '' : `, then in ${others.join(', and in ')}`}.`,
  ]
}

/** Difference of two means that is worth a word, and parts that are named at most. */
const [leastGap, mostGaps] = [0.01, 3]

const gapNames = {
  score: 'the score',
  answered: 'the share of answered tasks',
  gate: 'the share of answers that pass gate',
  criterion: 'criterion',
  factor: 'factor',
} as const

function trend({ before, now, means }: Explanation): readonly string[] {
  if (before === null) return ['There is no earlier round that is kept to compare with.']
  const moved =
    before.rank === now.rank
      ? `it has stayed at rank ${now.rank}`
      : `it ${before.rank > now.rank ? 'rose' : 'fell'} from rank ${before.rank} to ${now.rank}`
  const others = [
    ...(before.overtakenBy > 0 ? [`${plural(before.overtakenBy, 'miner')} went past it`] : []),
    ...(before.overtook > 0 ? [`it went past ${plural(before.overtook, 'miner')}`] : []),
  ].join(', and ')
  const own =
    means.before === null || means.since === null || score(means.before) === score(means.since)
      ? ''
      : ` The mean of its rounds was ${score(means.before)} until then and is ${score(means.since)} since.`
  // Equal ranks of miners without a score are no places.
  if (before.score === 0) {
    return [`In round ${before.round} its score was 0${now.score === 0 ? ', as it is now' : ''}.${own}`]
  }
  return [
    `Since round ${before.round} ${moved} (score ${score(before.score)} and ${percent(before.share)} then)${others === '' ? '' : `: ${others}`}.${own}`,
  ]
}

/** Changes of the scoring, which its scores before and after are not alike for. */
function versionLines({ versions }: Explanation): readonly string[] {
  if (versions.length < 2) return []
  const runs = versions.toReversed().map(({ version, since }, at) => {
    const by = `${at === 0 ? 'Scored by' : 'by'} version ${version ?? 'without a number'}`
    return at === versions.length - 1 ? `${by} before` : `${by} since round ${since}`
  })
  const newest = versions.at(-1)!
  return [
    `${runs.join(', ')}: the answers below are those since round ${newest.since} only, and not those of former rounds.`,
  ]
}

function tasksLine({ tasks, asked, rounds, neverAsked }: Explanation): string {
  const { scored, absent, malformed, refused, ours } = tasks
  const counted = scored + absent + malformed + refused
  const parts = [
    ...(absent > 0 ? [`${absent} absent`] : []),
    ...(malformed > 0 ? [`${malformed} malformed`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(ours > 0 ? [`${ours} not counted: trouble of the validator, or nothing to score yet`] : []),
  ].join(', ')
  const all = counted + ours + neverAsked
  const never =
    neverAsked > 0
      ? ` ${neverAsked} of ${plural(all, 'task')} never asked, since the round was over before: they are not in its mean.`
      : ''
  return `Asked in ${asked} of ${plural(rounds.length, 'round')}, ${plural(counted, 'task')}: ${scored} answered${parts === '' ? '' : `, ${parts}`}.${never}`
}

/** Answers that are too much alike, one sentence for each other miner. */
function similarLines(
  { similar, lookedAt }: Explanation,
  heading: (text: string) => readonly string[],
): readonly string[] {
  if (similar.length === 0) return []
  return [
    ...heading('answers too much alike: reported, and without an effect on the score'),
    ...similarSentences(similar, lookedAt),
  ]
}

const cell = (value: number | null) => (value === null ? '–' : value.toFixed(3))

function partColumns({ palette }: Context): readonly Column<PartMeans>[] {
  return [
    { title: 'FAMILY', text: ({ family }) => family },
    { title: 'PART', text: ({ kind, name }) => printable(`${names[kind]} ${name}`) },
    {
      title: 'MINER',
      text: ({ own }) => cell(own),
      align: 'right',
      paint: (text, { own, median }) => (own !== null && own < median - 0.005 ? palette.warn(text) : text),
    },
    { title: 'MEDIAN', text: ({ median }) => cell(median), align: 'right' },
    { title: 'RANK 1', text: ({ best }) => cell(best), align: 'right' },
  ]
}

const names = {
  score: 'score of a task',
  answered: 'tasks answered',
  gate: 'passes gate',
  criterion: 'criterion',
  factor: 'factor',
} as const

const failureColumns: readonly Column<FailureCount>[] = [
  { title: 'TASKS', text: ({ count }) => String(count), align: 'right' },
  { title: 'OUTCOME', text: ({ outcome, counts }) => (counts ? outcome : `${outcome} (not counted)`) },
  { title: 'REASON', text: ({ example }) => printable(example), shrinkTo: 40 },
]

function improvementColumns(now: Explanation['now']): readonly Column<Improvement>[] {
  return [
    { title: 'WITH', text: ({ change }) => printable(change), shrinkTo: 30 },
    {
      title: 'SCORE',
      text: (one) => `${score(one.score)} (+${score(one.score - now.score)})`,
      align: 'right',
    },
    { title: 'RANK', text: ({ rank }) => `${now.rank} → ${rank}`, align: 'right' },
    { title: 'SHARE', text: ({ share }) => `${percent(now.share)} → ${percent(share)}`, align: 'right' },
  ]
}
