import { describeOptions, type OptionsEdge } from '@subnetkit/base/testing'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { rubric } from './rubric/define-rubric.js'
import { latency } from './rubric/latency.js'
import { criterion } from './rubric/parts.js'
import { scoreAnswer } from './rubric/score-answer.js'
import { weightedMean } from './rubric/weighted-mean.js'
import { ema } from './scoreboard/ema.js'
import { linear } from './scoreboard/linear.js'
import { power } from './scoreboard/power.js'
import { softmax } from './scoreboard/softmax.js'
import { vectorFromShares } from './scoreboard/vector/vector-from-shares.js'
import { streamSynapse } from './subnet/stream-synapse.js'
import { synapse } from './subnet/synapse.js'
import { auditTasks, commitRound } from './tasks/audit.js'
import { createRandom } from './tasks/random.js'
import { taskSource } from './tasks/task-source.js'

const add = synapse({ input: z.object({ a: z.int() }), output: z.object({ sum: z.int() }) })
const protocol = { add }
const family = { name: 'sum', synapse: 'add', draw: () => ({ input: { a: 1 }, truth: 2 }) } as const
const tasks = taskSource({ protocol, families: [family] })
const subnet = { protocol, rubric: rubric(tasks, { criteria: [criterion('right', 1, () => 1)] }) }

const secret = new Uint8Array(32).fill(3)
const named = { netuid: 1, mechanism: 0, number: 7 }
const [task] = tasks.tasksFor({ ...named, secret }, '5A')
const notPositive = [0, -1, Number.NaN, Number.POSITIVE_INFINITY, '1', null]
const limits = { neurons: 8, minAllowedWeights: 1, maxWeightsLimit: 65_535 }

const edges: Readonly<Record<string, OptionsEdge>> = {
  synapse: {
    call: synapse,
    required: { input: add.input, output: add.output },
    optional: ['deadline', 'maxBytes'],
    wrong: [
      ...[{ input: {} }, { output: 'sum' }, { input: null }],
      ...[...notPositive.slice(0, 4), '12h', {}, ['5s']].flatMap((value) => [
        { deadline: value },
        { maxBytes: value },
      ]),
    ],
  },
  streamSynapse: {
    call: streamSynapse,
    required: { input: add.input, chunk: add.output },
    optional: ['chunkDeadline', 'deadline', 'maxBytes'],
    wrong: [
      ...[{ input: {} }, { chunk: 'sum' }, { chunk: undefined }, { output: 'sum' }],
      ...[...notPositive.slice(0, 4), '12h', {}].flatMap((value) => [
        { chunkDeadline: value },
        { deadline: value },
        { maxBytes: value },
      ]),
    ],
  },
  latency: {
    call: latency,
    required: {},
    optional: ['fullUntil', 'floor'],
    wrong: [
      ...[1, -0.1, Number.NaN, '0.3', null].map((fullUntil) => ({ fullUntil })),
      ...[1.1, -0.1, Number.NaN, '0.7', null].map((floor) => ({ floor })),
    ],
  },
  weightedMean: {
    call: weightedMean,
    required: {},
    optional: ['power'],
    wrong: notPositive.map((value) => ({ power: value })),
  },
  linear: { call: linear, required: {}, optional: [], wrong: [{ exponent: 1 }] },
  power: {
    call: power,
    required: { exponent: 2 },
    optional: [],
    wrong: notPositive.map((exponent) => ({ exponent })),
  },
  softmax: {
    call: softmax,
    required: { temperature: 1 },
    optional: [],
    wrong: notPositive.map((temperature) => ({ temperature })),
  },
  ema: {
    call: ema,
    required: { alpha: 0.1 },
    optional: [],
    wrong: [0, -1, 1.1, Number.NaN, '0.1', null].map((alpha) => ({ alpha })),
  },
  taskSource: {
    call: taskSource,
    required: { protocol, families: [family] },
    optional: ['tasksPerMiner'],
    wrong: [
      ...[{ protocol: {} }, { protocol: [] }, { families: [] }, { families: 'sum' }, { families: [null] }],
      ...[0, -1, 1.5, Number.NaN, '2', null].map((tasksPerMiner) => ({ tasksPerMiner })),
    ],
  },
  'a family of taskSource': {
    call: (options) => taskSource({ protocol, families: [options] }),
    required: family,
    optional: ['weight'],
    wrong: [...notPositive.map((weight) => ({ weight })), { name: 'Sum' }, { synapse: 'say' }, { draw: 1 }],
  },
  auditTasks: {
    call: auditTasks,
    required: { secret, secretHash: commitRound(secret), round: named, hotkey: '5A', source: tasks },
    optional: [],
    wrong: [
      ...[{ secret: 'abc' }, { secret: new Uint8Array() }, { secretHash: 'abc' }],
      ...[{ round: null }, { hotkey: 5 }, { source: {} }],
      ...[-1, 1.5, Number.NaN, '7'].map((number) => ({ round: { number, netuid: 1, mechanism: 0 } })),
    ],
  },
  scoreAnswer: {
    call: (reply) => scoreAnswer(subnet as never, { output: { sum: 2 }, ...(reply as object) } as never),
    required: { task },
    optional: ['latencyMs'],
    wrong: [-1, Number.NaN, Number.POSITIVE_INFINITY, '5', null].map((latencyMs) => ({ latencyMs })),
  },
  vectorFromShares: {
    call: vectorFromShares,
    required: { shares: [{ uid: 0, share: 1 }] },
    optional: ['burn', 'self', 'policy', 'limits'],
    wrong: [
      ...[-1, 1.5, Number.NaN, 65_536, '1', null].map((self) => ({ self })),
      ...[{ shares: 1 }, { shares: [{ uid: 0.5, share: 1 }] }, { shares: [{ uid: 0, share: '1' }] }],
      ...[{ burn: 0.5 }, { burn: { share: undefined, uid: 1 } }, { burn: { uid: -1, share: 0 } }],
      ...[2, -1, Number.NaN, '1'].map((share) => ({ burn: { share, uid: 1 } })),
      { limits: { maxWeightLimit: 1, ...limits } },
      ...Object.keys(limits).flatMap((name) =>
        [-1, Number.NaN, 65_536, '8'].map((value) => ({
          limits: { [name]: value, ...limits, ...{ [name]: value } },
        })),
      ),
    ],
  },
}

describe('defect: options that do not exist, NaN and wrong types were defaults', () => {
  describeOptions(edges)
})

const refused = (name: string) =>
  expect.objectContaining({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining(name),
    fix: expect.anything(),
  })

describe('defect: raw errors', () => {
  const random = () => createRandom(secret)
  const none = undefined as never
  test.each<[string, () => unknown]>([
    ['random.int', () => random().int(5, 1)],
    ['random.int', () => random().int(Number.NaN, 1)],
    ['random.int', () => random().int('0' as never, 1)],
    ['random.pick', () => random().pick([])],
    ['random.pick', () => random().pick(none)],
    ['random.shuffle', () => random().shuffle(none)],
    ['random.sample', () => random().sample(none, 0)],
    ['random.sample', () => random().sample([1], 2)],
    ['random.chance', () => random().chance(Number.NaN)],
    ['random.chance', () => random().chance(2)],
    ['createRandom', () => createRandom('key' as never)],
    ['commitRound', () => commitRound('secret' as never)],
    ['auditTasks', () => auditTasks(none)],
    ['vectorFromShares', () => vectorFromShares(none)],
    ['round', () => tasks.tasksFor(none, '5A')],
    ['round.number', () => tasks.tasksFor({ ...named, secret, number: Number.NaN }, '5A')],
    ['hotkey', () => tasks.tasksFor({ ...named, secret }, none)],
    [
      'the draw of task family sum',
      () =>
        taskSource({ protocol, families: [{ ...family, draw: () => none }] }).tasksFor(
          { ...named, secret },
          '5A',
        ),
    ],
  ])('%s, case %#', (name, call) => {
    expect(call).toThrow(refused(name))
  })

  test.each<[string, unknown, unknown]>([
    ['scoreAnswer', subnet, undefined],
    ['scoreAnswer subnet', undefined, {}],
    ['scoreAnswer subnet protocol', { ...subnet, protocol: {} }, {}],
    ['scoreAnswer task.synapse', subnet, { task: { ...task, synapse: 'say' } }],
    ['scoreAnswer task.synapse', subnet, { task: { ...task, synapse: 'constructor' } }],
    ['scoreAnswer task.family', subnet, { task: { ...task, family: 'word' } }],
    ['scoreAnswer task.input', subnet, { task: { ...task, input: { a: 'x' } }, output: { sum: 1 } }],
    ['scoreAnswer latencyMs', subnet, { task, output: { sum: 1 }, latencyMs: Number.NaN }],
  ])('%s, case %#', async (name, of, reply) => {
    await expect(scoreAnswer(of as never, reply as never)).rejects.toEqual(refused(name))
  })
})
