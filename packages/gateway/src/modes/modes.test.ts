import { createStop, onAbort } from '@subnetkit/base'
import { describe, expect, it } from 'vitest'
import type { Candidate, GatewayModel } from '../model.js'
import type { Router } from '../routing/ask.js'
import type { Asking, How, MinerAnswer, Question } from '../routing/question.js'
import { ApiError } from '../wire/api-error.js'
import { best } from './best.js'
import { cascade } from './cascade.js'
import { gistOfText } from './gist.js'
import type { Mode } from './mode.js'
import { panel } from './panel.js'
import { synthesisOf } from './synthesis.js'
import { vote } from './vote.js'

const never = () => new Promise<never>(() => {})
/** One that hangs is a miner of skill 0.1. */
type Given = readonly [text: string, skill?: number, operator?: string] | 'fails' | 'hangs'

/** Answers of a mode whose miners give what is listed, in this order; and how many were asked, and with which wishes. */
async function play(mode: Mode, given: readonly Given[], more: Partial<Question<string>> = {}) {
  const wishes: unknown[] = []
  const router: Router = {
    async ask<Answer>(_question: unknown, { stop }: Asking, how: How = {}) {
      const one = given[wishes.length]
      const at = wishes.push(how) - 1
      if (one === undefined) throw new ApiError('no_miner_available', 'No miner is left.')
      if (one === 'fails') throw new ApiError('no_valid_answer', 'It failed.')
      if (one === 'hangs') {
        how.onAsked?.(0.1)
        return Promise.race([
          never(),
          new Promise<never>((_, reject) => {
            onAbort(stop, reject)
          }),
        ])
      }
      const miner = {
        hotkey: `miner-${at}`,
        coldkey: one[2] ?? `owner-${at}`,
        host: '127.0.0.1',
      } as Candidate
      return { answer: one[0], miner, latencyMs: 1, skill: one[1] ?? 0.8 } as MinerAnswer<Answer>
    },
    compare() {},
    open: never,
    benched: () => 0,
    routes: () => [],
  }
  const question: Question<string> = {
    ...{ synapse: 'say', input: null, prompt: '', param: 'messages', read: String, agree: gistOfText },
    ...more,
  }
  const asking = { model: {} as GatewayModel, stop: createStop(), asked: new Set<string>() }
  const choice = await mode.answer({ router, question, asking: { ...asking, onCall: () => {} } })
  return { ...choice, by: choice.by.map(({ hotkey }) => hotkey), wishes }
}

describe('vote', () => {
  it('stops at two equal answers, and pays for those that it waited for', async () => {
    const { answer, by, paid } = await play(vote, [['Paris.'], ['paris'], 'hangs'])
    expect([answer, by, paid]).toEqual(['Paris.', ['miner-0', 'miner-1'], ['Paris.', 'paris']])
  })

  it('without two equal ones, the most skilled miner decides', async () => {
    expect(
      (
        await play(vote, [
          ['a', 0.6],
          ['b', 0.9],
          ['c', 0.7],
        ])
      ).answer,
    ).toBe('b')
  })

  it('does with fewer miners, and fails if nobody answers', async () => {
    expect((await play(vote, ['fails', ['b']])).answer).toBe('b')
    await expect(play(vote, ['fails', 'fails', 'fails'])).rejects.toMatchObject({ code: 'no_valid_answer' })
  })

  it('refuses answers that cannot be compared', async () => {
    await expect(play(vote, [['a']], { agree: undefined })).rejects.toMatchObject({
      code: 'unsupported_parameter',
    })
  })
})

describe('panel', () => {
  it('defect: it waited for miners that could not turn the result any more', async () => {
    const { answer, by } = await play(panel, [['a', 0.9], 'hangs', ['b', 0.7], 'fails', 'hangs'])
    expect([answer, by]).toEqual(['a', ['miner-0']])
  })

  it('defect: of answers by miners that are usually wrong, the first one won', async () => {
    const given = [
      ['first', 0.2],
      ['better', 0.4],
      ['worst', 0.1],
    ] as const
    expect((await play(panel, given)).answer).toBe('better')
    expect((await play(vote, given)).answer).toBe('better')
  })

  it('weighs by measured skill: one that knows outweighs four that do not', async () => {
    const { answer, by } = await play(panel, [
      ['x', 0.3],
      ['x', 0.3],
      ['right', 0.95],
      ['x', 0.4],
      ['x', 0.4],
    ])
    expect([answer, by]).toEqual(['right', ['miner-2']])
  })

  it('gives what the view makes of all answers, the heaviest first', async () => {
    const combine = async (all: readonly { answer: string; weight: number }[]) => {
      expect(all.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1)
      return all.map(({ answer }) => answer).join('')
    }
    const { answer, by } = await play(panel, [['a', 0.6], ['b', 0.9], ['c', 0.7], 'fails', 'fails'], {
      combine,
    })
    expect([answer, by.length]).toEqual(['bca', 3])
    const broken = play(panel, [['a']], { combine: async () => null })
    await expect(broken).rejects.toMatchObject({ code: 'no_valid_answer' })
  })
})

describe('defect: several hotkeys of one operator', () => {
  it('won a vote', async () => {
    const { answer, wishes } = await play(vote, [
      ['wrong', 0.5, 'sybil'],
      ['wrong', 0.5, 'sybil'],
      ['right', 0.9],
    ])
    expect([answer, wishes.length]).toEqual(['right', 3])
  })

  it('agreed with each other in a cascade', async () => {
    const { answer } = await play(cascade, [
      ['wrong', 0.6, 'sybil'],
      ['wrong', 0.6, 'sybil'],
      ['right', 0.8],
    ])
    expect(answer).toBe('right')
  })

  it('weighed as many in a panel', async () => {
    const given: Given[] = [
      ['wrong', 0.8, 'sybil'],
      ['wrong', 0.8, 'sybil'],
      ['wrong', 0.8, 'sybil'],
      ['wrong', 0.8, 'sybil'],
      ['right', 0.85],
    ]
    expect((await play(panel, given)).answer).toBe('right')
    const combine = async (all: readonly { readonly answer: string; readonly weight: number }[]) =>
      String(all.reduce((sum, { answer, weight }) => sum + (answer === 'wrong' ? weight : 0), 0) < 0.5)
    expect((await play(panel, given, { combine })).answer).toBe('true')
  })

  it('still decide where there is no other operator', async () => {
    const { answer } = await play(vote, [
      ['a', 0.5, 'one'],
      ['b', 0.5, 'one'],
      ['b', 0.5, 'one'],
    ])
    expect(answer).toBe('b')
  })
})

describe('best', () => {
  const verify = async (answer: string) => Number(answer)

  it('gives the answer of the highest grade, and stops at a perfect one', async () => {
    expect((await play(best, [['0.2'], ['0.7'], ['0.5'], ['0']], { verify })).answer).toBe('0.7')
    const { answer, paid } = await play(best, [['0.2'], ['1'], 'hangs', 'hangs'], { verify })
    expect([answer, paid]).toEqual(['1', ['0.2', '1']])
  })

  it('gives no answer of grade 0, and refuses what cannot be graded', async () => {
    await expect(play(best, [['0'], ['0']], { verify })).rejects.toMatchObject({ code: 'no_valid_answer' })
    await expect(play(best, [['a']])).rejects.toMatchObject({ code: 'unsupported_parameter' })
    expect((await play(best, ['fails', ['{}']], { isChecked: true })).answer).toBe('{}')
  })
})

describe('cascade', () => {
  it('one miner will do if it is nearly always right', async () => {
    const { answer, paid } = await play(cascade, [['a', 0.95], ['b']])
    expect([answer, paid]).toEqual(['a', ['a']])
  })

  it('otherwise two that agree, and else the most skilled one as a third', async () => {
    expect(
      (
        await play(cascade, [
          ['a', 0.6],
          ['A.', 0.6],
        ])
      ).paid,
    ).toEqual(['a', 'A.'])
    const { answer, wishes } = await play(cascade, [
      ['a', 0.6],
      ['b', 0.6],
      ['c', 0.9],
    ])
    expect(answer).toBe('c')
    expect(wishes).toMatchObject([{ prefer: 'fast' }, { prefer: 'fast' }, { prefer: 'skilled' }])
  })

  it('an answer that is verified ends it, from any miner', async () => {
    const verify = async (answer: string) => (answer === 'right' ? 1 : 0)
    const { answer, paid } = await play(
      cascade,
      [
        ['wrong', 0.95],
        ['right', 0.1],
      ],
      { verify },
    )
    expect([answer, paid]).toEqual(['right', ['wrong', 'right']])
  })

  it('what there is has to do where no other miner can be asked', async () => {
    expect((await play(cascade, [['a', 0.5]])).answer).toBe('a')
  })
})

it('answers of one meaning have one gist', () => {
  for (const [a, b] of [
    [' Salt  Lake City.', 'salt lake city'],
    ['{"a": 1, "b": [2]}', '{"b":[2],"a":1}'],
  ] as const)
    expect(gistOfText(a)).toBe(gistOfText(b))
  for (const [a, b] of [
    ['a + b', 'a - b'],
    ['-1', '1'],
    ['{not json', '{not json}'],
  ] as const)
    expect(gistOfText(a)).not.toBe(gistOfText(b))
})

it('what a view throws on answers reaches no client', async () => {
  const fail = () => {
    throw new Error('a fault of the view')
  }
  const parts = synthesisOf<unknown, string>({ agree: fail, verify: async () => fail(), combine: fail }, {})
  expect(parts.agree?.('a')).toBeNull()
  expect(await parts.verify?.('a')).toBe(0)
  expect(await parts.combine?.([])).toBeNull()
  expect(await synthesisOf<unknown, unknown>({ verify: () => Number.NaN }, {}).verify?.('a')).toBe(0)
  expect(synthesisOf({}, {})).toEqual({})
})

it.each([vote, panel, cascade])(
  'defect: equal long answers did not agree where the view compares short ones only ($name)',
  async (mode) => {
    const long = 'The sea is wide and the river runs down to it from the hills of the north.'
    const short = { agree: (text: string) => (text.length > 20 ? null : text), same: gistOfText }
    const given: Given[] = [
      [long, 0.6],
      ['a hill', 0.7],
      [long, 0.6],
      [`${long} `, 0.6],
    ]
    const { answer, by } = await play(mode, given, short)
    expect(answer).toBe(long)
    expect(by.length).toBeGreaterThan(1)
    // Nothing is no answer, however many give it; and a text that says nothing of its meaning is not the meaning of another one.
    expect(
      (
        await play(
          mode,
          [
            ['', 0.6],
            ['a hill', 0.7],
            ['', 0.6],
          ],
          { agree: () => null, same: gistOfText },
        )
      ).answer,
    ).toBe('a hill')
  },
)
