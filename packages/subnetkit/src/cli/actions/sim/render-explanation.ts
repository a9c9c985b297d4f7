import type { ExplainedGroup, Explanation, Story } from '@subnetkit/lab'
import type { Context } from '../../context/context.js'
import { type Column, renderTable } from '../../output/table.js'

const share = (value: number): string => value.toFixed(2)
const beside = (own: number, honest: number): string => (honest === 0 ? '-' : share(own / honest))

const columns: readonly Column<ExplainedGroup>[] = [
  { title: 'of', text: ({ by, name }) => (by === 'all' || by === 'place' ? name : `${by} ${name}`) },
  { title: 'questions', text: ({ own }) => String(own.questions), align: 'right', leaves: 1 },
  { title: 'answered', text: ({ own }) => share(own.answered), align: 'right' },
  { title: 'score', text: ({ own }) => share(own.score), align: 'right' },
  { title: 'score / honest', text: ({ own, honest }) => beside(own.score, honest.score), align: 'right' },
  { title: 'work', text: ({ own }) => share(own.work), align: 'right' },
  { title: 'work / honest', text: ({ own, honest }) => beside(own.work, honest.work), align: 'right' },
]

/** Sentences and figures of an explanation. */
export function renderExplanation(
  { palette, width }: Context,
  { agent, baseline, seed, groups, sentences }: Explanation,
): readonly string[] {
  return [
    palette.bold(`Why ${agent} earned what it earned, beside ${baseline}, on seed ${seed}`),
    ...sentences.map((sentence) => `- ${sentence}`),
    '',
    ...renderTable(columns, groups, { palette, width }),
  ]
}

/** Questions, answers, scores and pay of the first epoch in which a cheat was ahead. */
export function renderStory({ palette }: Context, story: Story): readonly string[] {
  const { agent, seed, epoch, block, ratio, lines, pays } = story
  return [
    palette.bold(
      `On seed ${seed}, ${agent} was ahead from epoch ${epoch} on, block ${block}: ${share(ratio)} of honest work for its cost`,
    ),
    ...lines.flatMap(({ validator, hotkey, family, question, answer, state, reason, score, work }) => [
      `${validator} asks ${hotkey} (${family}): ${question}`,
      answer === null
        ? `  ${state}: no answer, work ${share(work)}`
        : `  ${answer}: ${reason ?? `score ${score.toFixed(3)}`}, work ${share(work)}`,
    ]),
    ...pays.map(
      ({ hotkey, pay, work, score }) =>
        `${hotkey} is paid ${pay.toFixed(3)} α in that epoch for ${share(work)} of work and a mean score of ${score.toFixed(3)}.`,
    ),
  ]
}
