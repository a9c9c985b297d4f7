import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { mix } from '../rubric/round/mix.js'
import type { SimilarityFlag } from '../rubric/rubric.js'
import { flagAnswers } from './flag-answers.js'
import type { FlaggableAnswer } from './flagged-answer.js'
import { withLikeness } from './likeness.js'
import { type Cheat, families, playRound } from './testing/population.js'

const rubric = { families }

/** Kinds of flags by miner. */
async function flagged(answers: readonly FlaggableAnswer[], of: Parameters<typeof flagAnswers>[1] = rubric) {
  const found: Record<string, SimilarityFlag['kind'][]> = {}
  for (const [{ hotkey }, flags] of await flagAnswers(answers, of)) {
    const kinds = flags.map(({ kind }) => kind)
    found[hotkey] = [...new Set([...(found[hotkey] ?? []), ...kinds])].sort()
  }
  return found
}

describe('flags of a round', () => {
  test('honest miners have none: essays, spans, what the truth states, what most find, numbers with common mistakes', async () => {
    for (let at = 0; at < 4; at += 1)
      expect(await flagged(playRound(`honest ${at}`, { miners: 16 }))).toEqual({})
  })

  test.each<[Cheat, object]>([
    ['copy', { 'miner-0': ['near-duplicate'], cheat: ['near-duplicate'] }],
    ['relay', { cheat: expect.arrayContaining(['near-duplicate', 'relay-timing']) }],
    ['errors', { cheat: ['identical-errors'], accomplice: ['identical-errors'] }],
    ['canned', { cheat: ['same-answer'], accomplice: ['same-answer'] }],
  ])('%s is flagged, and no honest miner but the one that was copied', async (cheat, expected) => {
    const found = await flagged(playRound(`a ${cheat}`, { miners: 24, cheat }))
    expect(found).toMatchObject(expected)
    expect(Object.keys(found).filter((name) => /^miner-[^0]/.test(name))).toEqual([])
  })

  test('they do not depend on the order of the answers, and another run has the same', async () => {
    const answers = playRound('order', { miners: 8, cheat: 'relay' })
    const flagsOf = async (given: readonly FlaggableAnswer[]) => {
      const flags = await flagAnswers(given, rubric)
      return answers.map((answer) => flags.get(answer) ?? null)
    }
    const first = await flagsOf(answers)
    expect(first.some((flags) => flags !== null)).toBe(true)
    expect(await flagsOf(answers.toReversed())).toEqual(first)
  })

  test('a subnet looks at some families, or at none', async () => {
    const answers = playRound('some', { miners: 8, cheat: 'copy' })
    expect(await flagged(answers, { families, similarity: ['number'] })).toEqual({})
    expect(await flagged(answers, { families, similarity: false })).toEqual({})
  })
})

describe('wrong answers in common', () => {
  const bare = { value: 0, failedGate: null, criteria: [], factors: [] }
  const given = (miner: string, task: number, label: number): FlaggableAnswer => ({
    ...{ hotkey: miner, taskId: `t${task}`, family: 'number', score: label === 0 ? 1 : 0 },
    parts: { ...bare, criteria: [{ name: 'right', weight: 1, score: label === 0 ? 1 : 0 }] },
    answerHash: `${task} ${label}`,
  })
  /** Labels of miners by task, 0 for the right one. */
  const round = (miners: number, tasks: number, labelOf: (miner: number, task: number) => number) =>
    Array.from({ length: miners * tasks }, (_, at) => {
      const [miner, task] = [Math.floor(at / tasks), at % tasks]
      return given(`miner-${miner}`, task, labelOf(miner, task))
    })

  test('defect: two weak miners were flagged for tasks that can be wrong in one way only', async () => {
    expect(await flagged(round(16, 48, (miner, task) => (miner < 2 && task < 24 ? 1 : 0)))).toEqual({})
    const oftenWrong = (miner: number, task: number) => (mix(miner * 48 + task) % 3 === 0 ? 1 : 0)
    expect(await flagged(round(16, 48, oftenWrong))).toEqual({})
  })

  test('defect: weak miners were flagged for what they share by chance in many tasks', async () => {
    const labels = (miner: number, task: number) => (miner < 10 ? 1 + (mix(miner * 60 + task) % 6) : 0)
    expect(await flagged(round(16, 60, labels))).toEqual({})
    // A pair that shares all of its errors stands out among the same.
    const shared = (miner: number, task: number) => (miner < 2 ? 7 + task : labels(miner, task))
    expect(Object.keys(await flagged(round(16, 60, shared)))).toEqual(['miner-0', 'miner-1'])
  })
})

test.each([
  ['one question', () => 1],
  ['a question each', (at: number) => at],
])('defect: equal answers to %s were compared in one go, each with all others', async (_, questionOf) => {
  let looks = 0
  const answers = Array.from({ length: 1_024 }, (_, at): FlaggableAnswer => {
    const likeness = { asked: String(questionOf(at)), at, sketch: '' }
    const parts = { value: 1, failedGate: null, criteria: [], factors: [] }
    const counted = Object.defineProperty(parts, 'likeness', {
      get() {
        looks += 1
        return likeness
      },
    })
    const common = { family: 'essay', score: 1, answerHash: 'same', parts: counted }
    return { hotkey: `miner-${at >> 3}`, taskId: `t${at}`, ...common }
  })
  let [turns, isOver, now] = [0, false, 0]
  const turn = () => {
    turns += 1
    if (!isOver) setImmediate(turn)
  }
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 10))
  try {
    setImmediate(turn)
    await flagAnswers(answers, rubric)
  } finally {
    isOver = true
    clock.mockRestore()
  }
  expect(looks).toBeLessThanOrEqual(20 * answers.length)
  // Sketches that are none are not compared: these are turns between equal answers.
  expect(turns).toBeGreaterThan(answers.length / 4)
})

describe('likeness', () => {
  const bare = { value: 1, failedGate: null, criteria: [], factors: [] }
  const looked = { family: 'essay', input: { about: 1 }, truth: null, receivedAt: 5 }
  const long = Array.from({ length: 30 }, (_, at) => `word${at * at}`).join(' ')
  const likenessOf = (output: unknown, more: object = {}) =>
    withLikeness({}, bare, { ...looked, output, ...more })?.likeness

  test('only long answers of the miner’s own making have one', () => {
    expect(likenessOf({ text: long })).toEqual({
      ...{ asked: expect.stringMatching(/^[0-9a-f]{8}$/), at: 5, sketch: expect.stringMatching(/^.{64}$/) },
    })
    expect(likenessOf(42)).toBeUndefined()
    expect(likenessOf({ text: '42 is the answer' })).toBeUndefined()
    expect(likenessOf({ text: 'no '.repeat(200) })).toBeUndefined()
    expect(likenessOf({ text: long }, { truth: { expected: [long] } })).toBeUndefined()
    expect(likenessOf({ text: long }, { input: `Say ${long}` })).toBeUndefined()
    expect(
      withLikeness({}, { ...bare, failedGate: 'short' }, { ...looked, output: long })?.likeness,
    ).toBeUndefined()
    expect(
      withLikeness({ similarity: ['number'] }, bare, { ...looked, output: long })?.likeness,
    ).toBeUndefined()
  })

  test('numbers count as texts do, and names of fields do not', () => {
    const samples = Array.from({ length: 40 }, (_, at) => at * 1.618)
    expect(likenessOf({ samples })).toEqual(likenessOf({ drawn: samples }))
    expect(likenessOf({ samples })).not.toEqual(likenessOf({ samples: samples.map((one) => one + 0.5) }))
  })

  test('defect: any value is looked at without an error', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (output, truth) => {
        expect(withLikeness({}, bare, { ...looked, output, truth })).toMatchObject(bare)
      }),
      { numRuns: 50 },
    )
  })
})
