import { isSubnetError } from '@subnetkit/base'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { synapse } from '../subnet/synapse.js'
import { auditTasks, commitRound } from './audit.js'
import { type ObserveContext, observeRound } from './observe.js'
import type { Random } from './random.js'
import type { Round, TaskSource } from './task.js'
import { taskSource } from './task-source.js'

const protocol = {
  add: synapse({ input: z.object({ a: z.number(), b: z.number() }), output: z.number() }),
  echo: synapse({ input: z.object({ text: z.string() }), output: z.string() }),
}

const source = taskSource({
  protocol,
  families: [
    {
      name: 'sum',
      weight: 3,
      synapse: 'add',
      draw(random) {
        const [a, b] = [random.int(0, 1e12), random.int(0, 1e12)]
        return { input: { a, b }, truth: a + b }
      },
    },
    {
      name: 'echo',
      synapse: 'echo',
      draw(random) {
        const text = String(random.int(0, 1e12))
        return { input: { text }, truth: { text } }
      },
    },
  ],
  tasksPerMiner: 5,
})

const round: Round = { netuid: 1, mechanism: 0, number: 7, secret: new Uint8Array(32).fill(3) }
const inputs = (hotkey: string, where: Round = round) =>
  source.tasksFor(where, hotkey).map((task) => JSON.stringify(task.input))

describe('shared families', () => {
  const withShared = (shared: boolean) =>
    taskSource({
      protocol,
      families: [
        {
          name: 'own',
          synapse: 'echo',
          draw: (random) => ({ input: { text: `${random.next()}` }, truth: 0 }),
        },
        {
          name: 'same',
          synapse: 'echo',
          shared,
          draw: (random) => ({ input: { text: `${random.next()}` }, truth: 1 }),
        },
      ],
      tasksPerMiner: 6,
    })
  const drawn = (of: TaskSource, hotkey: string, family: string, number = 7) =>
    of
      .tasksFor({ ...round, number }, hotkey)
      .filter((task) => task.family === family)
      .map(({ id, input }) => `${id} ${(input as { text: string }).text}`)

  test('ask every miner the same in a round, and nothing twice', () => {
    const source = withShared(true)
    const all = ['5A', '5B', '5C', '5D'].map((hotkey) => drawn(source, hotkey, 'same'))
    const longest = all.toSorted((one, other) => other.length - one.length)[0]!
    expect(longest.length).toBeGreaterThan(1)
    expect(new Set(longest).size).toBe(longest.length)
    for (const [n, list] of all.entries()) expect(list, `${n}`).toEqual(longest.slice(0, list.length))
    expect(drawn(source, '5A', 'own')).not.toEqual(drawn(source, '5B', 'own'))
    expect(drawn(source, '5A', 'same', 8)[0]).not.toBe(longest[0])
    expect(source.families.same.shared).toBe(true)
  })

  test('leave the tasks of all others as they are', () => {
    expect(drawn(withShared(true), '5A', 'own')).toEqual(drawn(withShared(false), '5A', 'own'))
    expect(drawn(withShared(false), '5A', 'same')).not.toEqual(drawn(withShared(false), '5B', 'same'))
  })
})

describe('families with a number of their own', () => {
  const family = (name: string, tasksPerMiner?: number) => ({
    ...{ name, synapse: 'echo' as const, ...(tasksPerMiner !== undefined && { tasksPerMiner }) },
    draw: () => ({ input: { text: name }, truth: name }),
  })
  const idsOf = (options: {
    families: ReturnType<typeof family>[]
    tasksPerMiner?: number
    balanced?: boolean
  }) =>
    taskSource({ protocol, ...options })
      .tasksFor(round, '5A')
      .map(({ id }) => id)

  test('have exactly that many tasks, besides those that are drawn by weight', () => {
    const families = [family('often', 2), family('drawn'), family('once', 1)]
    expect(idsOf({ families, tasksPerMiner: 2 })).toEqual([
      'drawn-0',
      'drawn-1',
      'often-2',
      'often-3',
      'once-4',
    ])
    expect(idsOf({ families: [family('often', 2)] })).toEqual(['often-0', 'often-1'])
  })

  test('leave nothing to draw if all have one', () => {
    expect(() => idsOf({ families: [family('often', 2)], tasksPerMiner: 3 })).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining('tasksPerMiner is 3'),
      }),
    )
  })

  test('are given to all by balanced, in the order of the families', () => {
    const options = { families: [family('a'), family('fixed', 1), family('b')], balanced: true }
    expect(idsOf({ ...options, tasksPerMiner: 4 })).toEqual(['a-0', 'a-1', 'fixed-2', 'b-3', 'b-4'])
    expect(() => idsOf({ ...options, tasksPerMiner: 1 })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  })
})

describe('taskSource', () => {
  test('infers synapse, input and truth of every family', () => {
    interface Expected {
      readonly sum: { readonly synapse: 'add'; readonly truth: number }
      readonly echo: { readonly synapse: 'echo'; readonly truth: { text: string } }
    }
    expectTypeOf(source).toEqualTypeOf<TaskSource<typeof protocol, Pick<Expected, keyof Expected>>>()
    const task = source.tasksFor(round, '5A')[0]!
    expectTypeOf(task.truth).toEqualTypeOf<number | { text: string }>()
    if (task.synapse === 'add') {
      expectTypeOf(task.input).toEqualTypeOf<{ a: number; b: number }>()
      expectTypeOf(task.truth).toEqualTypeOf<number>()
      expectTypeOf(task.family).toEqualTypeOf<'sum'>()
    }
    const lost = () =>
      taskSource({
        protocol,
        // @ts-expect-error no such synapse in the protocol
        families: [{ name: 'x', synapse: 'subtract', draw: () => ({ input: { text: '' }, truth: 1 }) }],
      })
    expect(lost).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
    taskSource({
      protocol,
      // @ts-expect-error the input is not what the synapse takes
      families: [{ name: 'x', synapse: 'echo', draw: () => ({ input: { text: 1 }, truth: 1 }) }],
    })
  })

  test('gives the same tasks for the same round and hotkey, with ids that name family and index', () => {
    expect(source.tasksFor(round, '5A')).toEqual(source.tasksFor({ ...round }, '5A'))
    for (const [index, task] of source.tasksFor(round, '5A').entries()) {
      expect(task.id).toBe(`${task.family}-${index}`)
    }
  })

  test('two hotkeys never share the parameters of a task', () => {
    const hotkeys = Array.from({ length: 60 }, (_, index) => `5Hotkey${index}`)
    const all = hotkeys.flatMap((hotkey) => inputs(hotkey))
    expect(new Set(all).size).toBe(all.length)
  })

  test('one flipped bit of the secret changes every task of every hotkey', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), fc.string({ minLength: 1 }), (bit, hotkey) => {
        const secret = Uint8Array.from(round.secret)
        secret[bit >> 3]! ^= 1 << (bit & 7)
        const before = new Set(inputs(hotkey))
        expect(inputs(hotkey, { ...round, secret }).filter((input) => before.has(input))).toEqual([])
      }),
      { numRuns: 50 },
    )
  })

  test.each([{ netuid: 2 }, { mechanism: 1 }, { number: 8 }])('%o gives other tasks', (change) => {
    const before = new Set(inputs('5A'))
    expect(inputs('5A', { ...round, ...change }).filter((input) => before.has(input))).toEqual([])
  })

  test('chooses families by weight', () => {
    const families = Array.from({ length: 400 }, (_, index) => source.tasksFor(round, `5${index}`)).flat()
    const share = families.filter((task) => task.family === 'sum').length / families.length
    expect(share).toBeGreaterThan(0.7)
    expect(share).toBeLessThan(0.8)
  })

  test('refuses families that cannot work, before a round does', () => {
    const family = { name: 'echo', synapse: 'echo', draw: () => ({ input: { text: '' }, truth: 0 }) } as const
    const refused = (options: Parameters<typeof taskSource<typeof protocol, (typeof family)[]>>[0]) => {
      try {
        taskSource(options)
        return false
      } catch (error) {
        return isSubnetError(error, 'CONFIG_INVALID')
      }
    }
    expect(refused({ protocol, families: [] })).toBe(true)
    expect(refused({ protocol, families: [family, family] })).toBe(true)
    expect(refused({ protocol, families: [family], tasksPerMiner: 0 })).toBe(true)
    expect(refused({ protocol, families: [family] })).toBe(false)
  })

  test.each<[unknown, string]>([
    [{ families: [{ name: 'x', synapse: 'echo' }] }, 'families.0.draw: undefined is not a function'],
    [{ families: [{ synapse: 'echo', draw() {} }] }, 'families.0.name: undefined is not a family name'],
    [{ families: [{ name: 'x', synapse: 'say', draw() {} }] }, 'calls the synapse say'],
    [{ families: [{ name: 'x', weight: 0, synapse: 'echo', draw() {} }] }, '0 is not a positive number'],
    [{ families: 'echo' }, "'echo' is not a list of families"],
    [{ families: [], tasksPerMiner: 2 }, 'at least one family'],
    [{ protocol: null, families: [] }, 'null is not an object of synapses'],
    [undefined, 'undefined is not an object of synapses'],
  ])('refuses %j of a program without types, case %#', (given, message) => {
    const untyped = taskSource as unknown as (options: unknown) => unknown
    const options = typeof given === 'object' ? { protocol, ...given } : given
    expect(() => untyped(options)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(message) }),
    )
  })

  test('a draw that its own schema refuses is an error of the subnet, not of a miner', () => {
    const strict = { echo: synapse({ input: z.object({ text: z.string().min(3) }), output: z.string() }) }
    const broken = taskSource({
      protocol: strict,
      families: [{ name: 'short', synapse: 'echo', draw: () => ({ input: { text: '' }, truth: 0 }) }],
    })
    expect(() => broken.tasksFor(round, '5A')).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: 'task family short: text: Too small: expected string to have >=3 characters',
      }),
    )
  })
})

describe('auditTasks', () => {
  const secretHash = commitRound(round.secret)
  const { secret, ...named } = round

  test('draws a revealed round again', () => {
    expect(auditTasks({ secret, secretHash, round: named, hotkey: '5A', source })).toEqual(
      source.tasksFor(round, '5A'),
    )
  })

  test('refuses a secret that was not committed', () => {
    const other = Uint8Array.from(secret, (byte) => byte ^ 1)
    expect(() => auditTasks({ secret: other, secretHash, round: named, hotkey: '5A', source })).toThrow(
      expect.objectContaining({ code: 'ROUND_SECRET_MISMATCH' }),
    )
  })
})

describe('observe', () => {
  const observing = taskSource({
    protocol,
    observe: async ({ round, miners }: ObserveContext) => ({
      price: round * 2,
      hotkeys: miners.map(({ hotkey }) => hotkey),
    }),
    families: [
      {
        name: 'own',
        synapse: 'add',
        draw(random, { round, hotkey, observed }) {
          expectTypeOf(observed).toEqualTypeOf<{ price: number; hotkeys: string[] }>()
          expectTypeOf({ round, hotkey }).toEqualTypeOf<{ round: number; hotkey: string | undefined }>()
          return { input: { a: observed.price, b: random.int(1, 9) }, truth: { round, hotkey } }
        },
      },
      {
        name: 'same',
        synapse: 'echo',
        shared: true,
        draw: (_random, { hotkey, observed }) => ({
          input: { text: `${hotkey} ${observed.hotkeys}` },
          truth: 0,
        }),
      },
    ],
    tasksPerMiner: 4,
  })

  test('tasks know their round, what was observed, and their miner unless they are shared', async () => {
    const given = { round: 7, blockHash: '0x00', miners: [{ hotkey: '5A', uid: 3 }], previous: null }
    const observed = await observeRound(observing, given)
    expect(observed).toEqual({ price: 14, hotkeys: ['5A'] })
    const drawn = observing.tasksFor({ ...round, observed }, '5A')
    const families = new Set(drawn.map(({ family }) => family))
    expect(families).toEqual(new Set(['own', 'same']))
    for (const task of drawn) {
      if (task.family === 'same') expect(task.input).toEqual({ text: 'undefined 5A' })
      else expect(task).toMatchObject({ input: { a: 14 }, truth: { round: 7, hotkey: '5A' } })
    }
    expectTypeOf(drawn[0]!.truth).toEqualTypeOf<number | { round: number; hotkey: string | undefined }>()
    expect(await observeRound(source, given)).toBeUndefined()
  })

  test.each([
    ['too much', 'x'.repeat(1_048_577), /1048579 bytes of JSON, more than 1048576/],
    ['a date', { at: [new Date(0)] }, /it\.at\[0\] is an object of a class \(Date\)/],
    ['NaN', { price: Number.NaN }, /NaN is no number of JSON/],
    ['nothing', undefined, /undefined, which is no JSON/],
    ['a function', { price: () => 1 }, /function is no value of JSON/],
  ])('an observation that is %s is refused', async (_, observed, detail) => {
    const given = { round: 7, blockHash: '0x00', miners: [], previous: null }
    await expect(observeRound({ observe: () => observed }, given)).rejects.toMatchObject({
      code: 'OBSERVE_FAILED',
      message: expect.stringMatching(detail),
    })
    const kept = await observeRound({ observe: () => ({ a: { b: [1] }, gone: undefined }) }, given)
    expect(kept).toStrictEqual({ a: { b: [1] } })
    expect(Object.isFrozen((kept as { a: object }).a)).toBe(true)
  })

  test('options are checked', () => {
    const options = { protocol, families: [{ name: 'x', synapse: 'echo', draw() {} }] }
    const untyped = taskSource as unknown as (options: unknown) => unknown
    for (const wrong of [{ observe: 7 }, { observeDeadlineMs: 0 }]) {
      expect(() => untyped({ ...options, ...wrong })).toThrow(
        expect.objectContaining({ code: 'CONFIG_INVALID' }),
      )
    }
  })
})

test('a family may have nothing to ask a miner, and the other tasks stay the same', () => {
  const shown = { protocol, tasksPerMiner: 2 }
  const always = {
    name: 'always',
    synapse: 'add',
    draw: (random: Random) => ({ input: { a: random.int(0, 9), b: 1 }, truth: 1 }),
  } as const
  const never = { name: 'never', synapse: 'add', tasksPerMiner: 1, draw: () => null } as const
  const round = { netuid: 1, mechanism: 0, number: 1, secret: new Uint8Array(32) }
  const all = taskSource({ ...shown, families: [never, always] }).tasksFor(round, 'miner')
  expect(all.map(({ family }) => family)).toEqual(['always', 'always'])
  expect(all).toEqual(taskSource({ ...shown, families: [always] }).tasksFor(round, 'miner'))
})
