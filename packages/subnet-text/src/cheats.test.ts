import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { correctness, type Truth } from './correctness.js'
import { instructionPrompt } from './instructions.js'
import { sentences, words } from './passages.js'
import { planText } from './planner.js'
import { tasks } from './tasks.js'

const secret = createHash('sha256').update('cheats').digest()
const rounds = Array.from({ length: 12 }, (_, number) =>
  tasks.tasksFor({ netuid: 2, mechanism: 0, number, secret }, `hotkey-${number}`),
)
const asked = rounds.flat()
type Asked = (typeof asked)[number]

/** The truth as a miner would write it. */
function right({ truth }: { readonly truth: Truth }): string {
  if (truth.kind === 'number') return String(truth.value)
  if (truth.kind === 'list') return truth.values.join(' ')
  return truth.kind === 'instructions' ? (planText(instructionPrompt(truth.constraints)) ?? '') : truth.text
}

/** Mean score of a miner that answers so, without the latency factor. */
function earned(answer: (task: Asked, at: number) => string): number {
  const scores = asked.map((task, at) => correctness(task.truth, answer(task, at)))
  return scores.reduce((sum, value) => sum + value, 0) / scores.length
}

const numbers = (text: string) => text.match(/\d+/g) ?? []

test('a miner that does the work earns all', () => {
  expect(earned(right)).toBe(1)
})

test.each<[string, number, (task: Asked, at: number) => string]>([
  ['repeats the question', 0.02, ({ input }) => input.prompt],
  ['gives every number of the question', 0.01, ({ input }) => numbers(input.prompt).join(' ')],
  [
    'gives the right answer to the same family, one round late',
    0.03,
    ({ family }, at) => {
      const earlier = asked.slice(0, Math.max(0, at - 32)).findLast((task) => task.family === family)
      return earlier ? right(earlier) : ''
    },
  ],
  [
    'gives the first sentence, or the first number',
    0.03,
    ({ input }) =>
      input.prompt.startsWith('Passage')
        ? (sentences(input.prompt.slice(9))[0] ?? '')
        : (numbers(input.prompt)[0] ?? words(input.prompt).at(-1) ?? ''),
  ],
  [
    'reads the length and the words of an instruction, and strings them together',
    0.1,
    ({ input }) => {
      const given = [...input.prompt.matchAll(/"([^"]+)"/g)].map(([, word]) => word)
      const count = Number(/exactly (\d+) words/.exec(input.prompt)?.[1] ?? 0)
      const filler = Array.from({ length: Math.max(0, count - given.length) }, (_, at) => `x${at}`)
      return [...given, ...filler].join(' ')
    },
  ],
])('a miner that %s earns at most %d', (_, most, answer) => {
  expect(earned(answer)).toBeLessThanOrEqual(most)
})
