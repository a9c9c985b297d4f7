import { sentences, words } from '@subnetkit/subnet-text/passages'
import { planText } from '@subnetkit/subnet-text/planner'
import { readPassage } from '@subnetkit/subnet-text/reader'
import type { tasks } from '@subnetkit/subnet-text/tasks'
import { rightText } from './right-text.js'

export type Asked = ReturnType<typeof tasks.tasksFor>[number]

/** A miner that saves work: its answer to a task, by the prompt and by the tasks that came before. */
export interface Cheat {
  readonly what: string
  readonly answer: (task: Asked, before: readonly Asked[]) => string
  /** Time that it lets pass, in ms. @default 50 */
  readonly latencyMs?: number
}

const numbers = (text: string) => text.match(/\d+/g) ?? []
const isPassage = (prompt: string) => prompt.startsWith('Passage')
const places = ['harbor', 'garden', 'library', 'market', 'tower', 'kitchen', 'station', 'bridge']

/** Answer of a few lines to the families that need no more. */
function byRule(prompt: string): string | undefined {
  const all = numbers(prompt).map(Number)
  if (prompt.startsWith('Sort')) return all.toSorted((one, other) => one - other).join(' ')
  const [one = 0, other = 0] = all
  if (/plus|finds/.test(prompt)) return String(one + other)
  if (/minus|loses/.test(prompt)) return String(one - other)
  const thing = /^.* Where is the (\w+)\?$/.exec(prompt)?.[1]
  if (thing !== undefined)
    return [...prompt.matchAll(/the (\w+) to the (\w+)\./g)].findLast((move) => move[1] === thing)?.[2]
  const state = /^What is the capital of (.+)\?$/.exec(prompt)?.[1]
  return state === undefined ? undefined : capitals.get(state)
}

/** Knowledge of a miner after some rounds: the capitals in revealed questions. */
const capitals = new Map<string, string>()

/** Different words without a case and without a letter that may be forbidden. */
const ideographs = (count: number) =>
  Array.from({ length: Math.max(0, count) }, (_, at) => String.fromCodePoint(0x4e00 + at))

const lengthOf = (prompt: string) => Number(/exactly (\d+) words/.exec(prompt)?.[1] ?? 0)

/** Remembers what was asked and revealed in earlier rounds. */
function remember(before: readonly Asked[]): void {
  for (const { family, input, truth } of before) {
    if (family === 'capitals') capitals.set(/of (.+)\?$/.exec(input.prompt)?.[1] ?? '', rightText(truth))
  }
}

export const cheats: readonly Cheat[] = [
  {
    what: 'a program for every family, no model at all',
    answer({ input: { prompt } }, before) {
      remember(before)
      return byRule(prompt) ?? readPassage(prompt) ?? planText(prompt) ?? ''
    },
  },
  {
    what: 'the program for the families of one line, nothing for passages and instructions',
    answer({ input: { prompt } }, before) {
      remember(before)
      return isPassage(prompt) || prompt.startsWith('Write') ? '' : (byRule(prompt) ?? '')
    },
  },
  {
    what: 'right answers, each held back to the last second of its deadline',
    latencyMs: 3_990,
    answer: ({ truth }) => rightText(truth),
  },
  {
    what: 'Chinese signs for every instruction, as many as it asks for words: no case, no forbidden letter',
    answer: ({ input: { prompt } }) => `${ideographs(lengthOf(prompt)).join(' ')}.`,
  },
  {
    what: 'the words that an instruction names, then Chinese signs up to its length',
    answer({ input: { prompt } }) {
      const given = prompt
        .split('\n')
        .filter((line) => !line.includes('not use'))
        .flatMap((line) => [...line.matchAll(/"([^"]+)"/g)].map(([, word = '']) => word))
      return `${[...given, ...ideographs(lengthOf(prompt) - given.length)].join(' ')}.`
    },
  },
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
