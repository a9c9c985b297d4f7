import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { synapse } from '../subnet/synapse.js'
import { taskSource } from '../tasks/task-source.js'
import { rubric } from './define-rubric.js'
import { criterion, gate } from './parts.js'
import { agreement } from './round/agreement.js'
import { novelty } from './round/novelty.js'
import { rank } from './round/rank.js'
import { roundCriterion } from './round/round-criterion.js'
import type { AnswerTo, RoundCriterion } from './rubric.js'
import { scoreRound } from './score-round.js'

const protocol = {
  say: synapse({ input: z.object({ topic: z.string() }), output: z.object({ text: z.string() }) }),
}
const tasks = taskSource({
  protocol,
  families: [
    {
      name: 'poem',
      synapse: 'say',
      shared: true,
      tasksPerMiner: 2,
      draw: (random) => ({ input: { topic: `${random.int(0, 9)}` }, truth: null }),
    },
    {
      name: 'echo',
      synapse: 'say',
      tasksPerMiner: 1,
      draw: () => ({ input: { topic: 'x' }, truth: 'x' }),
    },
  ],
})
const round = { netuid: 1, mechanism: 0, number: 7, secret: new Uint8Array(32).fill(1) }
const drawn = tasks.tasksFor(round, 'any')
const [first, second, echo] = [drawn[0]!, drawn[1]!, drawn[2]!]

type Poem = AnswerTo<typeof tasks>

const scored = (...criteria: RoundCriterion<Poem>[]) => ({
  protocol,
  rubric: rubric(tasks, {
    gates: [gate('not empty', ({ output }) => output.text !== '')],
    criteria: [criterion('right', 1, ({ output, truth }) => (output.text === truth ? 1 : 0.5)), ...criteria],
  }),
})
const says = (hotkey: string, text: string, task = first) => ({ hotkey, task, output: { text } })

describe('scoreRound', () => {
  const counting = roundCriterion<Poem, string>('counting', 1, {
    feature: ({ output }) => output.text,
    compare: (entries, { group }) => entries.map(() => (group === 'poem-0' ? entries.length / 10 : 1)),
  })
  const ofPoems = { ...counting, scope: { family: 'poem' } } as const

  test('scores replies beside each other, and keeps apart what became of each', async () => {
    const { answers, miners, troubles } = await scoreRound(scored(ofPoems), [
      says('a', 'one'),
      says('b', 'two'),
      says('c', ''),
      { hotkey: 'd', task: first, output: { text: 3 as never } },
      { hotkey: 'e', task: first, absent: true },
      says('a', 'x', echo),
    ])
    expect(answers.map(({ hotkey, outcome, score }) => [hotkey, outcome, score])).toEqual([
      ['a', 'scored', (0.5 + 0.2) / 2],
      ['b', 'scored', (0.5 + 0.2) / 2],
      ['c', 'scored', 0],
      ['d', 'malformed', 0],
      ['e', 'absent', 0],
      ['a', 'scored', 1],
    ])
    expect(answers[3]?.reason).toMatch(/^ANSWER_MALFORMED: /)
    expect(miners).toEqual([
      { hotkey: 'a', mean: 0.675 },
      { hotkey: 'b', mean: 0.35 },
      ...['c', 'd', 'e'].map((hotkey) => ({ hotkey, mean: 0 })),
    ])
    expect(troubles).toEqual([])
  })

  test('takes earlier rounds as the past of their miners, as far as each criterion looks back', async () => {
    const lookBack = (name: string, past: number) =>
      roundCriterion<Poem, string>(name, 1, {
        ...{ past, feature: ({ output }) => output.text },
        compare: (entries) => entries.map((entry) => ({ score: 1, detail: entry.past })),
      })
    const subnet = scored(lookBack('one', 1), lookBack('two', 2))
    const play = (text: string, past: Awaited<ReturnType<typeof scoreRound>>[]) =>
      scoreRound(subnet, [says('a', text), says('b', `${text}!`), says('a', `${text}?`, second)], { past })
    const oldest = await play('oldest', [])
    const older = await play('older', [oldest])
    const { answers } = await play('new', [older, oldest])
    expect(answers[0]?.parts?.compared?.map(({ detail }) => detail)).toEqual([
      ['older', 'older?'],
      ['older', 'older?', 'oldest', 'oldest?'],
    ])
    expect(answers[1]?.parts?.compared?.[0]?.detail).toEqual(['older!'])
  })

  test('names what failed and counts nothing for it', async () => {
    const broken = { ...ofPoems, compare: () => [2] }
    const { answers, troubles } = await scoreRound(scored(broken), [says('a', 'one'), says('b', 'two')])
    expect(troubles.map(({ code }) => code)).toEqual(['COMPARE_FAILED'])
    expect(answers.map(({ score }) => score)).toEqual([0.5, 0.5])
  })

  test.each<[string, unknown, unknown?]>([
    ['no list', {}],
    ['a reply without a hotkey', [{ task: first, output: { text: 'x' } }]],
    ['a task of another subnet', [says('a', 'x', { ...first, family: 'lie' as never })]],
    ['two replies to one task', [says('a', 'x'), says('a', 'y')]],
    ['an unknown option', [], { rounds: 1 }],
    ['a past that is no round', [], { past: [{}] }],
    ['a round without a secret', [], { round: { ...round, secret: 'x' } }],
  ])('refuses %s', async (_, replies, options) => {
    await expect(scoreRound(scored(), replies as never, options as never)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    })
  })
})

test('the parts of a round see the answers of their scope, typed', () => {
  rubric(tasks, {
    criteria: [
      criterion('right', 1, { family: 'echo' }, ({ output, truth }) => (output.text === truth ? 1 : 0)),
      roundCriterion('any', 1, {
        feature(answer) {
          expectTypeOf(answer.truth).toEqualTypeOf<null | string>()
          return answer.output.text.length
        },
        compare: (entries) =>
          entries.map(({ feature, past }) => {
            expectTypeOf(feature).toEqualTypeOf<number>()
            expectTypeOf(past).toEqualTypeOf<readonly number[]>()
            return 1
          }),
      }),
      roundCriterion(
        'poems',
        1,
        { family: 'poem' },
        {
          feature: ({ output, truth }) => {
            expectTypeOf(truth).toEqualTypeOf<null>()
            return { text: output.text }
          },
          compare: (entries) => entries.map(({ feature }) => (feature.text === '' ? 0 : 1)),
        },
      ),
      novelty('new', 1, { text: ({ output }) => output.text }),
      novelty(
        'far',
        1,
        { family: 'poem' },
        {
          of: ({ output }) => output.text.length,
          distance: (one, other) => Math.min(1, Math.abs(one - other)),
        },
      ),
      rank('short', 1, { of: ({ output }) => output.text.length, best: 'lowest' }),
      agreement('length', 1, { number: ({ output }) => output.text.length, tolerance: 10 }),
      agreement('word', 1, { synapse: 'say' }, { label: ({ output }) => output.text }),
    ],
  })
  expect(() =>
    // @ts-expect-error no such family
    rubric(tasks, { criteria: [rank('short', 1, { family: 'prose' }, { of: () => 1 })] }),
  ).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
})
