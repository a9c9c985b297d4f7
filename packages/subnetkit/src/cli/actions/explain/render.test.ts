import type { Explanation } from '@subnetkit/core/validator'
import { describe, expect, test } from 'vitest'
import type { Context } from '../../context/context.js'
import { createPalette } from '../../output/palette.js'
import { renderExplanation } from './render.js'

const stdout = { write: () => {}, isTTY: false }
const context = { width: 200, palette: createPalette(stdout, { NO_COLOR: '1' }) } as unknown as Context
const part = (
  kind: Explanation['parts'][number]['kind'],
  name: string,
  own: number | null,
  best: number | null,
  median: number,
) => ({ family: 'sum', kind, name, own, best, median })

/** Rank 37 of 64. */
const explained: Explanation = {
  versions: [{ version: '1', since: 1_050 }],
  miner: { uid: 7, hotkey: '5Angry', registeredAt: 90 },
  ...{ round: 1_240, paid: 60, miners: 64, medianScore: 0.5512, asked: 19, neverAsked: 0 },
  now: { rank: 37, score: 0.5031, share: 0.0111 },
  above: { uid: 9, hotkey: '5Above', registeredAt: 20, rank: 36, score: 0.5102, share: 0.0113 },
  best: { uid: 4, hotkey: '5Best', registeredAt: 10, rank: 1, score: 0.9127, share: 0.0421 },
  rounds: Array.from({ length: 20 }, (_, at) => 1_050 + 10 * at),
  tasks: { scored: 70, absent: 4, malformed: 1, refused: 0, ours: 1 },
  failures: [
    {
      outcome: 'absent',
      code: 'RESPONSE_ABSENT',
      count: 4,
      counts: true,
      example: 'RESPONSE_ABSENT: no answer within 1000 ms',
    },
  ],
  parts: [
    part('score', '', 0.503, 0.91, 0.55),
    part('answered', '', 0.93, 1, 0.99),
    part('criterion', 'right', 0.61, 0.94, 0.72),
    part('factor', 'latency', 0.87, 0.97, 0.9),
  ],
  similar: [
    { kind: 'near-duplicate', miner: '5Other', answers: 6, rounds: 3, after: { answers: 6, medianMs: 420 } },
  ],
  lookedAt: 40,
  organic: null,
  before: { rank: 30, score: 0.54, share: 0.0131, round: 1_100, overtakenBy: 8, overtook: 1 },
  means: { before: 0.55, since: 0.48 },
  improvements: [
    { change: 'criterion right at the level of the median', rank: 21, score: 0.6011, share: 0.0163 },
  ],
  together: null,
}

/** Numbers of a text, as they are written. */
const numbersIn = (text: string) => text.match(/\d+(\.\d+)?/g) ?? []

describe('explain', () => {
  const render = (more: Partial<Explanation> = {}) =>
    renderExplanation(context, { ...explained, ...more }, { netuid: 3, burn: 0 })
  const lineWith = (word: string, lines = render()) => lines.find((line) => line.includes(word)) ?? ''

  test('states rank, score and share, of whom, and beside whom', () => {
    const [title, , , ...rest] = render()
    expect(numbersIn(title!)).toEqual(['7', '37', '64', '3'])
    expect(numbersIn(rest[0]!)).toEqual(['0.5031', '1.11'])
    expect(numbersIn(rest[1]!)).toEqual(['4', '0.9127', '4.21', '0.5512', '60', '64', '0'])
  })

  test('defect: an explanation did not say who is just above, and that several parts together move it up', () => {
    expect(numbersIn(lineWith('Just above'))).toEqual(['36', '9', '0.5102', '1.13', '0.0071'])
    const together = { change: 'factor latency at 1, and criterion right at the level of the best' }
    const better = render({ together: { ...together, rank: 35, score: 0.5132, share: 0.0115 } })
    expect(lineWith('Together they do', better)).toContain(together.change)
    expect(numbersIn(lineWith('Together they do', better))).toEqual(['1', '0.5132', '0.0101', '35'])
    const short = render({ together: { ...together, rank: 37, score: 0.5081, share: 0.0112 } })
    expect(numbersIn(lineWith('nor do all together', short))).toEqual(['0.5081', '0.0050', '9', '0.5102'])
  })

  test('names the parts in which it is furthest below the best, the greatest gap first', () => {
    const line = lineWith('furthest below')
    expect(numbersIn(line)).toEqual([
      '4',
      '0.61',
      '0.94',
      '0.72',
      '0.87',
      '0.97',
      '0.90',
      '0.93',
      '1.00',
      '0.99',
    ])
    expect(line.indexOf('right')).toBeLessThan(line.indexOf('latency'))
    const level = { parts: [part('criterion', 'right', 0.94, 0.94, 0.9)] }
    expect(render(level).some((line) => line.includes('furthest below'))).toBe(false)
    expect(lineWith('earlier', render(level))).toContain('uid 4')
    expect(render({ now: { ...explained.now, rank: 1 } }).join()).not.toContain('below uid')
  })

  test('says what has changed, with ranks and means', () => {
    expect(numbersIn(lineWith('fell from'))).toEqual([
      '1100',
      '30',
      '37',
      '0.5400',
      '1.31',
      '8',
      '1',
      '0.5500',
      '0.4800',
    ])
    expect(lineWith('rose from', render({ before: { ...explained.before!, rank: 44 } }))).toContain('44')
  })

  test('defect: a miner that nobody asked had a rank, was overtaken, and was at the level of the best', () => {
    const now = { rank: 64, score: 0, share: 0 }
    const before = { ...explained.before!, score: 0, rank: 2 }
    const lines = render({ now, before, asked: 0, improvements: [] })
    expect(numbersIn(lines[0]!)).toEqual(['7', '3', '63'])
    expect(lines.join()).not.toMatch(/fell|rose|went past|level of the best/)
    expect(lineWith('asked in none', lines)).toContain('subnet doctor')
  })

  test('defect: a change of the scoring version was not named', () => {
    const versions = [
      { version: '1', since: 1_000 },
      { version: '2', since: 2_000 },
      { version: '1', since: 3_160 },
    ]
    expect(numbersIn(lineWith('Scored by', render({ versions })))).toEqual([
      ...['1', '3160', '2', '2000', '1'],
      '3160',
    ])
    expect(lineWith('Scored by')).toBe('')
  })

  test('counts the tasks by outcome, and leaves those out that are no fault of the miner', () => {
    expect(numbersIn(lineWith('Asked in'))).toEqual(['19', '20', '75', '70', '4', '1', '1'])
    // defect: tasks that were never sent left no trace.
    const partly = numbersIn(lineWith('never asked', render({ neverAsked: 6 })))
    expect(partly.slice(-2)).toEqual(['6', '82'])
  })

  test('states what would move it up, with the place that it would have', () => {
    expect(numbersIn(lineWith('level of the median'))).toEqual([
      '0.6011',
      '0.0980',
      '37',
      '21',
      '1.11',
      '1.63',
    ])
  })

  test('states answers that are too much alike, and says that no score follows', () => {
    expect(numbersIn(lineWith('5Other'))).toEqual(['6', '40', '3', '5', '6', '0.4'])
    expect(render({ similar: [] }).some((line) => line.includes('alike'))).toBe(false)
  })

  test('states the part of users in the newest round, and the receipts that it came from', () => {
    const verdict = { at: 1, verdict: 1, source: 'agreement' as const, receipt: 'rcpt_1' }
    const organic = {
      round: 1_240,
      part: 0.2,
      mean: 0.5,
      tasksMean: 0.4,
      payers: 2,
      verdicts: [verdict, verdict],
    }
    expect(numbersIn(lineWith('Requests of users', render({ organic })))).toEqual([
      ...['20.0', '1240', '2', '2', '2', '0.5000', '0.4000'],
    ])
    expect(lineWith('rcpt_1', render({ organic }))).not.toBe('')
    expect(lineWith('Requests of users')).toBe('')
  })
})
