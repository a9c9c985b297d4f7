import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { rubric } from '../rubric/define-rubric.js'
import { criterion, factor, gate } from '../rubric/parts.js'
import { type Reply, scoreAnswer } from '../rubric/score-answer.js'
import { defineSubnet } from '../subnet/define-subnet.js'
import type { QueryClient } from '../subnet/miner-client.js'
import { type Synapse, synapse } from '../subnet/synapse.js'
import { taskSource } from '../tasks/task-source.js'
import { askAndScore } from './testing/ask-and-score.js'
import { testSecret } from './testing/fixture.js'

const isoDate = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
})

const protocol = {
  add: synapse({
    input: z.object({ a: z.int(), step: z.int().default(7) }),
    output: z.object({ sum: z.int(), steps: z.int().default(1), at: isoDate }),
    deadline: '1s',
  }),
  say: synapse({
    input: z.object({ text: z.string().transform((text) => text.length) }),
    output: z.object({ length: z.string().transform(Number) }),
  }),
}
const tasks = taskSource({
  protocol,
  families: [
    {
      name: 'sum',
      synapse: 'add',
      draw: (random) => ({ input: { a: random.int(0, 9) }, truth: { steps: 1 } }),
    },
    {
      name: 'length',
      synapse: 'say',
      draw: (random) => ({ input: { text: 'x'.repeat(random.int(1, 9)) }, truth: 'x' }),
    },
  ],
  tasksPerMiner: 8,
})
const year = (at: Date) => at.getUTCFullYear()

const subnet = defineSubnet({
  name: 'defaults',
  version: 1,
  protocol,
  tasks,
  rubric: rubric(tasks, {
    gates: [gate('dated', { family: 'sum' }, ({ output }) => year(output.at) === 2_020)],
    criteria: [
      criterion('sum', 3, { synapse: 'add' }, ({ input, output }) =>
        output.sum === input.a + input.step ? 1 : 0.5,
      ),
      criterion('steps', 1, { synapse: 'add' }, ({ output, truth }) =>
        output.steps === truth.steps ? 0.25 : 0,
      ),
      criterion('length', 1, { synapse: 'say' }, ({ input, output }) =>
        input.text === output.length ? 1 : 0,
      ),
    ],
    factors: [factor('prompt', ({ latencyMs, deadlineMs }) => 1 - latencyMs / deadlineMs)],
  }),
})

type AnyTask = ReturnType<typeof tasks.tasksFor>[number]

/** Responses as a handler returns them: without what the schema fills in, before it has run. */
function respond(task: Pick<AnyTask, 'synapse' | 'input'>) {
  if (task.synapse === 'say') return { length: String((task.input as { text: string }).text.length) }
  return { sum: (task.input as { a: number }).a + 7, at: '2020-01-01T00:00:00Z' }
}

/** Parses what came over the wire, as the client of a transport does. */
const client: QueryClient<typeof protocol> = {
  async query(_endpoint, name, input) {
    const { output } = protocol[name] as Synapse
    const received = JSON.parse(JSON.stringify(respond({ synapse: name, input } as never)))
    return { kind: 'ok', output: (await output.parseAsync(received)) as never, latencyMs: 250, received }
  },
  async [Symbol.asyncDispose]() {},
}

test('defect: outside of a round an answer was scored without the defaults of its schemas', async () => {
  const round = { netuid: 1, mechanism: 0, number: 100, secret: testSecret(100) }
  const receipts = await askAndScore(subnet, client, round)
  const asked = subnet.tasks.tasksFor(round, 'miner')
  expect(new Set(asked.map(({ family }) => family))).toEqual(new Set(['sum', 'length']))
  const offline = await Promise.all(
    asked.map(async (task) => {
      const parts = await scoreAnswer(subnet, { task, output: respond(task) as never, latencyMs: 250 })
      return [task.id, parts] as const
    }),
  )
  const inRound = receipts.map(({ taskId, parts }) => [taskId, parts] as const)
  expect(Object.fromEntries(offline)).toEqual(Object.fromEntries(inRound))
  expect(Math.min(...offline.map(([_, { value }]) => value))).toBeCloseTo(0.8125 * 0.75, 12)
})

test('a response is typed by its task, and one that the schema refuses is refused', async () => {
  const task = {
    id: 'sum-0',
    family: 'sum',
    synapse: 'add',
    input: { a: 1 },
    truth: { steps: 1 },
  } as const
  const at = '2020-01-01T00:00:00Z'
  const reply = { task, output: { sum: 8, at } }
  expectTypeOf<Reply<typeof protocol, typeof task>['output']>().toEqualTypeOf<{
    sum: number
    steps?: number | undefined
    at: string
  }>()
  const { value } = await scoreAnswer(subnet, reply)
  expect(value).toBe(0.8125)
  await expect(scoreAnswer(subnet, { task, output: { sum: Number.NaN, at } })).rejects.toMatchObject({
    code: 'ANSWER_MALFORMED',
    details: { synapse: 'add' },
  })
  // @ts-expect-error a response to the other synapse
  await expect(scoreAnswer(subnet, { task, output: { length: '1' } })).rejects.toMatchObject({
    code: 'ANSWER_MALFORMED',
  })
})

test('defect: the tasks of a subnet with one family could not be scored in TypeScript', async () => {
  const one = taskSource({
    protocol,
    families: [{ name: 'sum', synapse: 'add', draw: () => ({ input: { a: 1 }, truth: 8 }) }],
  })
  const correct = criterion('correct', 1, ({ output, truth }: { output: { sum: number }; truth: number }) =>
    output.sum === truth ? 1 : 0,
  )
  const small = defineSubnet({
    name: 'one',
    version: 1,
    protocol,
    tasks: one,
    rubric: rubric(one, { criteria: [correct] }),
  })
  const round = { netuid: 1, mechanism: 0, number: 100, secret: testSecret(100) }
  for (const task of small.tasks.tasksFor(round, 'miner')) {
    const { value } = await scoreAnswer(small, {
      task,
      output: { sum: task.truth, at: '2020-01-01T00:00:00Z' },
    })
    expect(value).toBe(1)
  }
})
