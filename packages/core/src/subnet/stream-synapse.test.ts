import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { rubric } from '../rubric/define-rubric.js'
import { criterion, factor } from '../rubric/parts.js'
import { scoreAnswer } from '../rubric/score-answer.js'
import { taskSource } from '../tasks/task-source.js'
import { askAndScore } from '../validator/testing/ask-and-score.js'
import { testSecret } from '../validator/testing/fixture.js'
import { defineSubnet } from './define-subnet.js'
import type { MinerClient, MinerStream, QueryClient, QueryResult, StreamResult } from './miner-client.js'
import {
  isStreamSynapse,
  type StreamName,
  type SynapseChunk,
  type SynapseYield,
  streamSynapse,
} from './stream-synapse.js'
import { type SynapseInput, type SynapseOutput, type SynapseRequest, synapse } from './synapse.js'

const write = streamSynapse({
  input: z.object({ words: z.int().default(2) }),
  chunk: z.object({ text: z.string(), at: z.iso.datetime().transform((text) => new Date(text)) }),
})
const protocol = { write, echo: synapse({ input: z.string(), output: z.string() }) }
const tasks = taskSource({
  protocol,
  families: [
    {
      name: 'words',
      synapse: 'write',
      draw: (random) => ({ input: { words: random.int(1, 3) }, truth: 'w' }),
    },
    { name: 'echo', synapse: 'echo', draw: () => ({ input: 'x', truth: true }) },
  ],
  tasksPerMiner: 12,
})
const subnet = defineSubnet({
  name: 'writer',
  version: 1,
  protocol,
  tasks,
  rubric: rubric(tasks, {
    criteria: [
      criterion('words', 1, { family: 'words' }, ({ input, output, truth }) => {
        expectTypeOf(output).toEqualTypeOf<{ text: string; at: Date }[]>()
        return output.length === input.words &&
          output.every(({ text, at }) => text === truth && at instanceof Date)
          ? 1
          : 0
      }),
      criterion('echo', 1, { family: 'echo' }, ({ input, output }) => (input === output ? 1 : 0)),
    ],
    factors: [factor('first', { synapse: 'write' }, ({ firstChunkMs }) => 1 - (firstChunkMs ?? 100) / 100)],
  }),
})

const at = '2026-01-01T00:00:00.000Z'
const chunks = (words: number) => Array.from({ length: words }, () => ({ text: 'w', at }))

describe('a synapse that streams', () => {
  it('is typed from its schemas, and is one with an array as its output', () => {
    type Write = typeof write
    expectTypeOf<SynapseRequest<Write>>().toEqualTypeOf<{ words?: number | undefined }>()
    expectTypeOf<SynapseInput<Write>>().toEqualTypeOf<{ words: number }>()
    expectTypeOf<SynapseYield<Write>>().toEqualTypeOf<{ text: string; at: string }>()
    expectTypeOf<SynapseChunk<Write>>().toEqualTypeOf<{ text: string; at: Date }>()
    expectTypeOf<SynapseOutput<Write>>().toEqualTypeOf<{ text: string; at: Date }[]>()
    expectTypeOf<SynapseChunk<typeof protocol.echo>>().toEqualTypeOf<never>()
    expectTypeOf<StreamName<typeof protocol>>().toEqualTypeOf<'write'>()
    expect([isStreamSynapse(write), isStreamSynapse(protocol.echo)]).toEqual([true, false])
    expect(write).toMatchObject({
      kind: 'stream',
      chunkDeadlineMs: 12_000,
      deadlineMs: 60_000,
      maxBytes: 256_000,
    })
  })

  it('has a client typed by it', () => {
    type Client = MinerClient<typeof protocol>
    const stream = (client: Client) => client.stream({ hotkey: '', host: '', port: 1 }, 'write', { words: 1 })
    const query = (client: Client) => client.query({ hotkey: '', host: '', port: 1 }, 'write', {})
    expectTypeOf(stream).returns.resolves.toEqualTypeOf<MinerStream<{ text: string; at: Date }>>()
    expectTypeOf(query).returns.resolves.toEqualTypeOf<QueryResult<{ text: string; at: Date }[]>>()
    // @ts-expect-error it does not stream
    const wrong = (client: Client) => client.stream({ hotkey: '', host: '', port: 1 }, 'echo', 'x')
    expectTypeOf(wrong).toBeFunction()
    expectTypeOf<Extract<StreamResult, { kind: 'ok' }>['sha256']>().toEqualTypeOf<string>()
  })

  it('has chunks that JSON can carry', () => {
    const dated = { write: streamSynapse({ input: z.string(), chunk: z.object({ at: z.date() }) }) }
    const drawn = taskSource({
      protocol: dated,
      families: [{ name: 'a', synapse: 'write', draw: () => ({ input: '', truth: 1 }) }],
    })
    const scored = rubric(drawn, { criteria: [criterion('c', 1, () => 1)] })
    const define = () =>
      defineSubnet({ name: 'text', version: 1, protocol: dated, tasks: drawn, rubric: scored })
    expect(define).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining('write.output.[].at'),
      }),
    )
  })

  it('is refused by name when it was put together by hand and lacks a part', () => {
    const { chunk: _, ...broken } = write
    const define = () =>
      defineSubnet({ ...subnet, protocol: { ...protocol, write: broken as never } } as never)
    expect(define).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining('protocol.write') }),
    )
  })
})

describe('a validator', () => {
  it('scores the chunks of a stream with the time to the first one', async () => {
    const client: QueryClient<typeof protocol> = {
      async query(_endpoint, name, input) {
        if (name === 'echo') return { kind: 'ok', output: input as never, latencyMs: 5 }
        const { words = 2 } = input as { words?: number }
        const output = await write.output.parseAsync(chunks(words))
        return { kind: 'ok', output: output as never, latencyMs: 90, firstChunkMs: 40 }
      },
      async [Symbol.asyncDispose]() {},
    }
    const receipts = await askAndScore(subnet, client, { number: 5, secret: testSecret(5) })
    const scores = receipts.map(({ family, outcome, score }) => `${family} ${outcome} ${score}`)
    expect(new Set(scores)).toEqual(new Set(['words scored 0.6', 'echo scored 1']))
  })

  it('scores the same outside of a round', async () => {
    const round = { netuid: 1, mechanism: 0, number: 5, secret: testSecret(5) }
    const task = subnet.tasks.tasksFor(round, 'miner').find(({ family }) => family === 'words')
    if (task?.family !== 'words') throw new Error('no task of the family was drawn')
    const output = chunks(task.input.words ?? 2)
    expect(await scoreAnswer(subnet, { task, output, firstChunkMs: 40 })).toMatchObject({ value: 0.6 })
    await expect(scoreAnswer(subnet, { task, output: [{ text: 'w', at: 'noon' }] })).rejects.toMatchObject({
      code: 'ANSWER_MALFORMED',
    })
  })
})

it('defect: a chunk deadline above the deadline was taken', () => {
  const parts = { input: z.string(), chunk: z.string() }
  expect(() => streamSynapse({ ...parts, deadline: '5s', chunkDeadline: '6s' })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID' }),
  )
  expect(streamSynapse({ ...parts, deadline: '5s' }).chunkDeadlineMs).toBe(5_000)
  expect(streamSynapse(parts).chunkDeadlineMs).toBe(12_000)
})
