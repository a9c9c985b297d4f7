import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { synapse } from '../subnet/synapse.js'
import { taskSource } from '../tasks/task-source.js'
import { applyRubric } from './apply-rubric.js'
import { rubric } from './define-rubric.js'
import { frozenCopy } from './frozen-copy.js'
import { criterion, factor, gate } from './parts.js'
import { roundCriterion } from './round/round-criterion.js'
import type { AnswerTo, CriterionScore } from './rubric.js'
import { scoreRound } from './score-round.js'

const protocol = { sort: synapse({ input: z.object({}), output: z.object({ list: z.array(z.number()) }) }) }
/** Data set whose objects are truths. */
const known = {
  list: [3, 1, 2],
  bytes: Uint8Array.of(3, 1, 2),
  on: new Date(0),
  map: new Map([['a', [3, 1]]]),
}
const tasks = taskSource({
  protocol,
  families: [{ name: 'any', synapse: 'sort', shared: true, draw: () => ({ input: {}, truth: known }) }],
})
type Seen = AnswerTo<typeof tasks>
type Options = Parameters<
  typeof rubric<typeof protocol, { any: { synapse: 'sort'; truth: typeof known } }>
>[1]
const [task] = tasks.tasksFor({ netuid: 1, mechanism: 0, number: 7, secret: new Uint8Array(32) }, 'any')

const same = criterion<Seen>('same', 1, ({ output, truth }) =>
  Number(output.list.join() === truth.list.join()),
)
const play = (options: Options) =>
  scoreRound(
    { protocol, tasks, rubric: rubric(tasks, options) },
    ['a', 'b'].map((hotkey) => ({ hotkey, task: task!, output: { list: [3, 1, 2] } })),
  )

describe('defect: a part that changed what it received changed other scores, unnamed', () => {
  const part = (change: (answer: Seen) => unknown) => (answer: Seen) => {
    change(answer)
    return 1
  }
  const sortsTruth = part(({ truth }) => truth.list.sort())
  test.each<[string, Options]>([
    ['sorts a truth', { criteria: [criterion('c', 1, sortsTruth), same] }],
    [
      'sorts the output',
      {
        criteria: [
          criterion(
            'c',
            1,
            part(({ output }) => output.list.sort()),
          ),
          same,
        ],
      },
    ],
    [
      'replaces the output',
      {
        criteria: [
          criterion(
            'c',
            1,
            part((one) => Object.assign(one, { output: 1 })),
          ),
        ],
      },
    ],
    [
      'deletes from the input',
      {
        criteria: [
          criterion(
            'c',
            1,
            part(({ input }) => Object.assign(input, { x: 1 })),
          ),
        ],
      },
    ],
    [
      'changes bytes',
      {
        criteria: [
          criterion(
            'c',
            1,
            part(({ truth }) => truth.bytes.sort()),
          ),
          same,
        ],
      },
    ],
    [
      'changes a date',
      {
        criteria: [
          criterion(
            'c',
            1,
            part(({ truth }) => truth.on.setTime(9)),
          ),
          same,
        ],
      },
    ],
    [
      'adds to a map',
      {
        criteria: [
          criterion(
            'c',
            1,
            part(({ truth }) => truth.map.set('b', [])),
          ),
        ],
      },
    ],
    [
      'changes a value of a map',
      {
        criteria: [
          criterion(
            'c',
            1,
            part(({ truth }) => truth.map.get('a')?.sort()),
          ),
        ],
      },
    ],
    ['changes a truth in a gate', { gates: [gate('g', (one) => sortsTruth(one) === 1)], criteria: [same] }],
    ['changes a truth in a factor', { factors: [factor('f', sortsTruth)], criteria: [same] }],
    [
      'changes a truth in a feature',
      {
        criteria: [same, roundCriterion('r', 1, { feature: sortsTruth, compare: (all) => all.map(() => 1) })],
      },
    ],
    [
      'changes the scores that are combined',
      {
        criteria: [same],
        combine(scores) {
          ;(scores as CriterionScore[]).length = 0
          return 1
        },
      },
    ],
  ])('a part that %s is named, and nothing else sees it', async (_, options) => {
    const before = structuredClone(known)
    const { answers } = await play(options)
    expect(known).toEqual(before)
    expect(
      answers.map(({ outcome, reason }) => [outcome, reason?.split(' it changes what it receives')[0]]),
    ).toEqual(Array(2).fill(['malformed', expect.stringMatching(/^CHECKER_FAILED: .* threw on an answer:$/)]))
    expect((await play({ criteria: [same] })).miners.map(({ mean }) => mean)).toEqual([1, 1])
  })

  test('a comparison that changes features is named, and the receipts keep theirs', async () => {
    const change = (compare: (entry: { feature: { list: number[] } }) => unknown) =>
      roundCriterion<Seen, { list: number[] }>('r', 1, {
        feature: ({ output }) => ({ list: output.list }),
        compare: (entries) => entries.map((entry) => Number(compare(entry) !== null)),
      })
    for (const compares of [
      change(({ feature }) => feature.list.sort()),
      change((entry) => Object.assign(entry, { feature: 1 })),
    ]) {
      const { answers, troubles } = await play({ criteria: [same, compares] })
      expect(troubles.map(({ code }) => code)).toEqual(['COMPARE_FAILED'])
      expect(troubles[0]?.reason).toContain('it changes what it receives')
      for (const { score, parts } of answers) {
        expect(score).toBe(1)
        expect(parts?.features?.r?.value).toEqual({ list: [3, 1, 2] })
      }
    }
  })
})

describe('frozenCopy', () => {
  test('has the same values, and leaves the original as it was', () => {
    class Point {
      x = 1
    }
    const own = JSON.parse('{"__proto__":{"a":[1]}}')
    const one = {
      ...known,
      own,
      none: undefined,
      point: new Point(),
      buffer: Buffer.from('abc'),
      bare: Object.create(null),
    }
    const ring: { self?: unknown } = {}
    ring.self = ring
    const { value, check } = frozenCopy({ one, again: one, ring })
    expect(value).toEqual({ one, again: one, ring })
    expect(value.again).toBe(value.one)
    expect(value.ring.self).toBe(value.ring)
    expect(value.one.point).toBe(one.point)
    expect(Buffer.isBuffer(value.one.buffer)).toBe(true)
    expect(Object.isFrozen(value.one.list)).toBe(true)
    expect(Object.isFrozen(known.list)).toBe(false)
    expect(Object.getPrototypeOf(value.one.own)).toBe(Object.prototype)
    check()
    value.one.buffer[0] = 0
    expect(check).toThrow(TypeError)
    expect(one.buffer[0]).toBe(97)
  })

  test('does not copy what is frozen', () => {
    const frozen = Object.freeze({ list: Object.freeze([1, 2]) })
    expect(frozenCopy({ frozen }).value.frozen).toBe(frozen)
    const half = Object.freeze({ list: [1, 2] })
    expect(frozenCopy(half).value).not.toBe(half)
  })

  test('an answer too deep to be copied costs itself only', async () => {
    let deep: unknown = 0
    for (let at = 0; at < 100_000; at += 1) deep = [deep]
    const answer = { id: 'x', family: 'any', synapse: 'sort', output: deep } as never
    await expect(applyRubric(rubric(tasks, { criteria: [same] }), answer)).rejects.toMatchObject({
      code: 'CHECKER_FAILED',
    })
  })
})
