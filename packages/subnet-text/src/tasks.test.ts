import { createHash } from 'node:crypto'
import { createRandom, type Round, type TaskSource } from 'subnetkit'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { correctness, type Truth } from './correctness.js'
import { instructionPrompt } from './instructions.js'
import { passages, sentences, words } from './passages.js'
import { planText } from './planner.js'
import { protocol, type TextProtocol } from './protocol.js'
import { readPassage } from './reader.js'
import { families, tasks } from './tasks.js'

const round: Round = {
  netuid: 2,
  mechanism: 0,
  number: 1,
  secret: createHash('sha256').update('round').digest(),
}
const key = (index: number) => createHash('sha256').update(`draw ${index}`).digest()
const hotkey = (index: number) => `hotkey-${index}`

function draws(family: (typeof families)[number], count: number) {
  const context = { round: 1, hotkey: hotkey(0), observed: undefined }
  return Array.from({ length: count }, (_, index) => family.draw(createRandom(key(index)), context))
}

/** Families with one right answer; instructions have tests of their own. */
const questions = families.filter(({ name }) => name !== 'instructions')

/** The truth as a miner would write it. */
function written(truth: Truth): string {
  if (truth.kind === 'instructions') return planText(instructionPrompt(truth.constraints)) ?? ''
  if (truth.kind === 'number') return String(truth.value)
  return truth.kind === 'list' ? truth.values.join(' ') : truth.text
}

describe.each(questions.map((family) => [family.name, family] as const))('%s', (_, family) => {
  test('its truth passes its checker and fits the answer budget', () => {
    for (const { input, truth } of draws(family, 100)) {
      expect(protocol.complete.input.safeParse(input).success).toBe(true)
      expect(correctness(truth, written(truth))).toBe(1)
      // Four characters a token is the usual rate of large models.
      expect(written(truth).length / 3).toBeLessThan(input.maxTokens)
    }
  })

  test('a truth that was changed a little does not', () => {
    for (const { truth } of draws(family, 100)) {
      const text = written(truth)
      for (const wrong of [`${text}1`, `${text} 1`, text.slice(0, -1), `not ${text} 0`, '']) {
        expect(correctness(truth, wrong), wrong).toBe(0)
      }
    }
  })

  test('is drawn from its random numbers alone', () => {
    expect(draws(family, 20)).toEqual(draws(family, 20))
  })

  test('asks a different question each time, and no single answer is right often', () => {
    const drawn = draws(family, 400)
    const times = new Map<string, number>()
    for (const { truth } of drawn) times.set(written(truth), (times.get(written(truth)) ?? 0) + 1)
    const commonest = Math.max(...times.values()) / drawn.length
    expect(commonest).toBeLessThan(mostFrequent[family.name] ?? 0.05)
  })
})

/**
 * Maximum share of tasks that the best fixed answer of a family may solve, 0.05 unless it is here: eight places, 50
 * capitals, about 200 sums.
 */
const mostFrequent: Readonly<Record<string, number>> = {
  arithmetic: 0.04,
  sorting: 0.03,
  quotation: 0.02,
  'next-words': 0.02,
  'state-tracking': 0.2,
  capitals: 0.06,
}

describe('tasks', () => {
  test('are typed by the protocol and the families', () => {
    type Kind<Called> = { readonly synapse: Called; readonly truth: Truth }
    type Names = Exclude<(typeof families)[number]['name'], 'instructions'>
    type Kinds = Record<Names, Kind<'complete'>> & { readonly instructions: Kind<'stream'> }
    expectTypeOf(tasks).toExtend<TaskSource<TextProtocol, Kinds>>()
    type Task = ReturnType<typeof tasks.tasksFor>[number]
    expectTypeOf<Task['input']['prompt']>().toEqualTypeOf<string>()
  })

  test('are the same for the same round and hotkey, and others for another round', () => {
    expect(tasks.tasksFor(round, hotkey(1))).toEqual(tasks.tasksFor(round, hotkey(1)))
    expect(tasks.tasksFor({ ...round, number: 2 }, hotkey(1))).not.toEqual(tasks.tasksFor(round, hotkey(1)))
  })

  test('defect: every miner and round has as many questions of each family', () => {
    const counts = (number: number, of: string) =>
      tasks.tasksFor({ ...round, number }, of).map(({ family }) => family)
    expect(counts(1, hotkey(1))).toEqual(counts(2, hotkey(2)))
    expect(new Set(counts(1, hotkey(1)))).toEqual(new Set(families.map(({ name }) => name)))
    expect(counts(1, hotkey(1))).toHaveLength(32)
  })

  test('a rival’s answer to the same family is right for less than one task in 50', () => {
    const miners = Array.from({ length: 24 }, (_, index) => tasks.tasksFor(round, hotkey(index)))
    const texts = new Map(miners.flat().map(({ truth }) => [truth, written(truth)]))
    let pairs = 0
    let shared = 0
    for (const [index, mine] of miners.entries()) {
      for (const rival of miners.slice(index + 1)) {
        for (const [place, { truth }] of rival.entries()) {
          pairs++
          const own = mine[place]?.truth
          shared += own === undefined ? 0 : correctness(own, texts.get(truth) ?? '')
        }
      }
    }
    expect(pairs).toBe((32 * 24 * 23) / 2)
    expect(shared / pairs).toBeLessThan(1 / 50)
  })

  test('defect: word problems do not ask how many "compasss" there are', () => {
    for (const family of families.filter(({ name }) => name === 'word-problem')) {
      for (const { input } of draws(family, 200)) expect(input.prompt).not.toMatch(/\wsss\b/)
    }
  })

  test('every passage question can be answered from its prompt, in one way', () => {
    for (const family of families.filter(({ name }) => name === 'quotation' || name === 'next-words')) {
      for (const { input, truth } of draws(family, 150)) {
        expect(correctness(truth, readPassage(input.prompt) ?? '')).toBe(1)
        const [passage = '', question = ''] = input.prompt.split('\n\nQuestion')
        const given = /"(.+)"/.exec(question)?.[1] ?? ''
        const text = ` ${words(passage.replace('Passage:\n', '')).join(' ')} `
        expect(text.split(` ${given} `)).toHaveLength(2)
      }
    }
  })
})

describe('passages', () => {
  test('are many, real, of a stated source and of one size', () => {
    expect(passages().length).toBeGreaterThanOrEqual(150)
    expect(new Set(passages().map(({ text }) => text)).size).toBe(passages().length)
    expect(new Set(passages().map(({ source }) => source)).size).toBeGreaterThan(150)
    for (const { source, text } of passages()) {
      expect(source).toMatch(/^(Herman Melville, Moby-Dick \(1851\)|.+, annual message, 1[789]\d\d$)/)
      expect(text).toMatch(/^[\x20-\x7e]+$/)
      expect(text.split(' ').length).toBeGreaterThanOrEqual(60)
      expect(text.split(' ').length).toBeLessThanOrEqual(150)
      expect(sentences(text).length).toBeGreaterThanOrEqual(3)
    }
  })
})
