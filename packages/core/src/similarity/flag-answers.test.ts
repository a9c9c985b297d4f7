import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
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
