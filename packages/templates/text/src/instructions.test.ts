import { createHash } from 'node:crypto'
import { createRandom } from 'subnetkit'
import { describe, expect, test } from 'vitest'
import { type Constraint, sentenceFor, shareMet, weightOf } from './constraints.js'
import { correctness } from './correctness.js'
import { drawInstructions, instructionPrompt } from './instructions.js'
import { planText } from './planner.js'

const random = (name: string) => createRandom(createHash('sha256').update(name).digest())
const drawn = Array.from({ length: 400 }, (_, index) => drawInstructions(random(`draw ${index}`)))
const score = (constraints: readonly Constraint[], text: string) =>
  correctness({ kind: 'instructions', constraints }, text)

const text =
  'The old captain finds harpoon near this quiet lantern. A small river holds one letter after dawn.'
const object = '{"title":"a quiet river","words":["captain","harbor","lantern"],"total":20}'

describe('constraints', () => {
  test.each<[Constraint, string, boolean]>([
    [{ kind: 'words', count: 17 }, text, true],
    [{ kind: 'words', count: 18 }, text, false],
    [{ kind: 'sentences', count: 2 }, text, true],
    [{ kind: 'sentences', count: 2 }, text.slice(0, -1), false],
    [{ kind: 'include', words: ['harpoon', 'river'] }, text, true],
    [{ kind: 'include', words: ['harpoon', 'rive'] }, text, false],
    [{ kind: 'order', words: ['old', 'lantern', 'dawn'] }, text, true],
    [{ kind: 'order', words: ['lantern', 'old', 'dawn'] }, text, false],
    [{ kind: 'exclude', words: ['of', 'to'] }, text, true],
    [{ kind: 'exclude', words: ['of', 'the'] }, text, false],
    [{ kind: 'times', word: 'river', count: 1 }, text, true],
    [{ kind: 'times', word: 'river', count: 2 }, text, false],
    [{ kind: 'start', word: 'the' }, text, true],
    [{ kind: 'start', word: 'old' }, text, false],
    [{ kind: 'end', word: 'dawn' }, text, true],
    [{ kind: 'end', word: 'after' }, text, false],
    [{ kind: 'letter', letter: 'z' }, text, true],
    [{ kind: 'letter', letter: 'T' }, text, true],
    [{ kind: 'letter', letter: 't' }, text, false],
    [{ kind: 'case', letters: 'lower' }, text, false],
    [{ kind: 'case', letters: 'lower' }, text.toLowerCase(), true],
    [{ kind: 'case', letters: 'capital' }, text.toUpperCase(), true],
    [{ kind: 'keys', keys: ['title', 'words', 'total'] }, object, true],
    [{ kind: 'keys', keys: ['words', 'title', 'total'] }, object, false],
    [{ kind: 'text', key: 'title', count: 3, word: 'quiet' }, object, true],
    [{ kind: 'text', key: 'title', count: 3, word: 'loud' }, object, false],
    [{ kind: 'list', key: 'words', count: 3, letters: 6 }, object, true],
    [{ kind: 'list', key: 'words', count: 3, letters: 7 }, object, false],
    [{ kind: 'list', key: 'title', count: 3, letters: 1 }, object, false],
    [{ kind: 'sum', key: 'total', list: 'words' }, object, true],
    [{ kind: 'sum', key: 'total', list: 'title' }, object, false],
  ])('%j', (constraint, answer, isMet) => {
    const length: Constraint = { kind: 'words', count: 17 }
    // Beside a length that fits, so that the answer counts as one.
    const all = answer.startsWith('{') || constraint.kind === 'words' ? [constraint] : [constraint, length]
    const rest = all.length === 1 ? 0 : weightOf.words
    const share = (rest + (isMet ? weightOf[constraint.kind] : 0)) / (rest + weightOf[constraint.kind])
    expect(shareMet(all, answer)).toBe(share)
  })

  test('defect: a mark inside of quotation marks or brackets ends its sentence', () => {
    const asked: Constraint[] = [
      { kind: 'words', count: 6 },
      { kind: 'sentences', count: 2 },
    ]
    const right = [
      '"Come in." She went (at noon).',
      'He said "come in." She went.',
      '“Come in!” He came (once again.)',
    ]
    for (const answer of right) expect([answer, score(asked, answer)]).toEqual([answer, 1])
    const wrong = ['"Come in", she said. (At noon', 'One. Two. Three four five six.']
    for (const answer of wrong) expect([answer, score(asked, answer)]).toEqual([answer, 0.25])
  })

  test('defect: the words of a list may begin with capitals, and are sorted as they are without', () => {
    const list: Constraint = { kind: 'list', key: 'items', count: 3, letters: 4 }
    const scoreOf = (items: readonly string[]) => score([list], JSON.stringify({ items }))
    expect(scoreOf(['Anchor', 'beacon', 'Castle'])).toBe(1)
    expect(scoreOf(['Castle', 'anchor', 'beacon'])).toBe(0)
    expect(scoreOf(['anchor', 'Anchor', 'beacon'])).toBe(0)
    expect(scoreOf(['Åland', 'beacon', 'castle'])).toBe(0)
  })

  test('a part of them is worth the square of its share', () => {
    const constraints: Constraint[] = [
      { kind: 'words', count: 17 },
      { kind: 'times', word: 'harpoon', count: 2 },
    ]
    expect(score(constraints, text)).toBe(0.25)
  })

  test.each(['', '42', 'the '.repeat(20), '{}', '[]', 'null', '{"title":', '\u0000', '9'.repeat(900)])(
    'without an attempt there is nothing to earn: %j',
    (answer) => {
      for (const constraints of drawn) expect(score(constraints, answer)).toBe(0)
    },
  )
})

describe('property: the score of instructions', () => {
  const texts = [
    text,
    object,
    text.toUpperCase(),
    ...drawn.slice(0, 40).map((one) => planText(instructionPrompt(one)) ?? ''),
  ]

  test('is from 0 to 1, whatever the text, and does not depend on the order of the instructions', () => {
    for (const [at, constraints] of drawn.slice(0, 100).entries()) {
      for (const answer of texts.slice(at % 4, (at % 4) + 8)) {
        const value = score(constraints, answer)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1)
        expect(score(random(`order ${at}`).shuffle(constraints), answer)).toBe(value)
      }
    }
  })

  test('never falls when one more instruction is met, and never rises when one more is failed', () => {
    for (const constraints of drawn.slice(0, 100)) {
      const answer = planText(instructionPrompt(constraints)) ?? ''
      const failed: Constraint = { kind: 'end', word: 'never-there' }
      for (let some = 2; some < constraints.length; some++) {
        const part = constraints.filter(({ kind }, at) => at < some || kind === 'words' || kind === 'keys')
        const before = score([...part, failed], answer)
        expect(
          score([...part, failed, { kind: 'exclude', words: ['xyzzy'] }], answer),
        ).toBeGreaterThanOrEqual(before)
        expect(score([...part, failed, failed], answer)).toBeLessThanOrEqual(before)
      }
    }
  })
})

describe('drawn instructions', () => {
  test('are several at once, of every kind, and different each time', () => {
    const kinds = new Set(drawn.flat().map(({ kind }) => kind))
    expect([...kinds].sort()).toEqual(Object.keys(weightOf).sort())
    expect(Math.min(...drawn.map(({ length }) => length))).toBeGreaterThanOrEqual(4)
    expect(new Set(drawn.map((constraints) => JSON.stringify(constraints))).size).toBe(drawn.length)
  })

  test('can be met together: the planner meets all of them, within their token budget', () => {
    for (const constraints of drawn) {
      const answer = planText(instructionPrompt(constraints)) ?? ''
      expect(shareMet(constraints, answer), `${instructionPrompt(constraints)}\n${answer}`).toBe(1)
      expect(answer.length / 3).toBeLessThan(160)
    }
  })

  test('no fixed text earns much', () => {
    for (const answer of [text, object, text.toLowerCase(), text.toUpperCase()]) {
      const mean = drawn.reduce((sum, constraints) => sum + score(constraints, answer), 0) / drawn.length
      expect(mean).toBeLessThan(0.08)
    }
  })

  test('of one task are of little use for another', () => {
    let earned = 0
    for (const [at, constraints] of drawn.entries()) {
      const rival = drawn[(at + 1) % drawn.length] ?? []
      earned += score(constraints, planText(instructionPrompt(rival)) ?? '')
    }
    expect(earned / drawn.length).toBeLessThan(0.08)
  })
})

test('the planner leaves prompts to the model that it does not know', () => {
  expect(planText('What is 2 plus 2?')).toBeUndefined()
  expect(planText(`${instructionPrompt([{ kind: 'words', count: 9 }])}\n- Rhyme.`)).toBeUndefined()
  expect(sentenceFor({ kind: 'end', word: 'sea' })).toBe('The last word is "sea".')
})
