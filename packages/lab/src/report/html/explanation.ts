import type { Explanation } from '../../explain/explanation.js'
import type { Story } from '../../explain/story.js'
import { escapeHtml } from './escape.js'
import { table } from './table.js'

const beside = (own: number, honest: number): string => (honest === 0 ? '-' : (own / honest).toFixed(2))

/** Heading, sentences and figures of an explanation. */
export const explanationPart = ({
  agent,
  baseline,
  seed,
  groups,
  sentences,
}: Explanation): readonly string[] => [
  `<h2>${escapeHtml(`Why ${agent} earned what it earned`)}</h2>`,
  `<p>${escapeHtml(`Beside ${baseline}, on seed ${seed}, from the receipts of all its questions.`)}</p>`,
  `<ul>${sentences.map((sentence) => `<li>${escapeHtml(sentence)}</li>`).join('')}</ul>`,
  table(
    ['of', 'questions', 'answered', 'score', 'score / honest', 'work', 'work / honest'],
    groups.map(({ by, name, own, honest }) => [
      ...[by === 'all' || by === 'place' ? name : `${by} ${name}`, String(own.questions)],
      ...[own.answered.toFixed(2), own.score.toFixed(3), beside(own.score, honest.score)],
      ...[own.work.toFixed(2), beside(own.work, honest.work)],
    ]),
  ),
]

/** Heading, questions and pay of a story. */
export const storyPart = ({ agent, seed, epoch, block, ratio, lines, pays }: Story): readonly string[] => [
  `<h2>${escapeHtml(`First epoch in which ${agent} was ahead`)}</h2>`,
  `<p>${escapeHtml(`Seed ${seed}, epoch ${epoch}, block ${block}: ${ratio.toFixed(2)} of honest work for its cost so far.`)}</p>`,
  table(
    ['validator', 'miner', 'family', 'question', 'answer', 'score', 'work'],
    lines.map(({ validator, hotkey, family, question, answer, state, reason, score, work }) => [
      ...[validator, hotkey, family, question, answer ?? state],
      ...[reason ?? score.toFixed(3), work.toFixed(2)],
    ]),
  ),
  table(
    ['miner', 'paid α', 'work', 'mean score'],
    pays.map(({ hotkey, pay, work, score }) => [hotkey, pay.toFixed(3), work.toFixed(2), score.toFixed(3)]),
  ),
]
