import { sentences, words } from '@subnetkit/subnet-text/passages'
import { planText } from '@subnetkit/subnet-text/planner'
import type { tasks } from '@subnetkit/subnet-text/tasks'
import { rightText } from './right-text.js'

export type Asked = ReturnType<typeof tasks.tasksFor>[number]

/** A miner that saves work: its answer to a task, by the prompt and by the tasks that came before. */
export interface Cheat {
  readonly what: string
  readonly answer: (task: Asked, before: readonly Asked[]) => string
}

const numbers = (text: string) => text.match(/\d+/g) ?? []
const isPassage = (prompt: string) => prompt.startsWith('Passage')
const places = ['harbor', 'garden', 'library', 'market', 'tower', 'kitchen', 'station', 'bridge']

export const cheats: readonly Cheat[] = [
  { what: 'repeats the question', answer: ({ input }) => input.prompt },
  {
    what: 'gives every number of the question',
    answer: ({ input }) => numbers(input.prompt).join(' '),
  },
  {
    what: 'right answers to the questions of the round before',
    answer({ family }, before) {
      const earlier = before.findLast((task) => task.family === family)
      return earlier ? rightText(earlier.truth) : ''
    },
  },
  {
    what: 'first sentence of a passage, first number of a question',
    answer: ({ input: { prompt } }) =>
      isPassage(prompt)
        ? (sentences(prompt.slice(9))[0] ?? '')
        : (numbers(prompt)[0] ?? words(prompt).at(-1) ?? ''),
  },
  {
    what: 'reads length and words of an instruction and strings them together',
    answer({ input: { prompt } }) {
      const given = [...prompt.matchAll(/"([^"]+)"/g)].map(([, word]) => word)
      const count = Number(/exactly (\d+) words/.exec(prompt)?.[1] ?? 0)
      const filler = Array.from({ length: Math.max(0, count - given.length) }, (_, at) => `x${at}`)
      return [...given, ...filler].join(' ')
    },
  },
  {
    what: 'one text of its own for all instructions, cut to the length asked for',
    answer({ input: { prompt } }) {
      const count = Number(/exactly (\d+) words/.exec(prompt)?.[1] ?? 0)
      const text = planText(
        `Write a text that follows each of these instructions.\n- Write exactly 36 words.`,
      )
      return `${words(text ?? '')
        .slice(0, count)
        .join(' ')}.`
    },
  },
  {
    what: 'guesses: a place, a digit list, the sum of the numbers, all in one answer',
    answer: ({ input: { prompt } }) => {
      const all = numbers(prompt).map(Number)
      const sum = all.reduce((total, value) => total + value, 0)
      return `${sum}, or ${all.toSorted((a, b) => a - b).join(' ')}, or ${places.join(' or ')}`
    },
  },
  {
    what: 'adds whatever numbers there are, and says the place that was named last',
    answer({ input: { prompt } }) {
      if (isPassage(prompt)) return ''
      const all = numbers(prompt).map(Number)
      return all.length > 0
        ? String(all.reduce((sum, value) => sum + value, 0))
        : (places.findLast((place) => prompt.includes(place)) ?? '')
    },
  },
  {
    what: 'sends the whole passage for every question about it',
    answer: ({ input: { prompt } }) => /^Passage:\n(.+)\n\nQuestion/s.exec(prompt)?.[1] ?? '',
  },
]

/** Fixed answers; the best of them counts. */
export const fixed = ['harbor', '1', '42', 'Boston', '1 2 3', 'the', '']
