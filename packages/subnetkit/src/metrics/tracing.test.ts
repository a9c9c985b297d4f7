import * as api from '@opentelemetry/api'
import { context, trace } from '@opentelemetry/api'
import { streamSynapse, synapse } from '@subnetkit/core'
import { createMinerClient, serveMiner } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it, vi } from 'vitest'
import { z } from 'zod'
import { recordTraces } from './testing/recording-tracer.js'
import { createTracing } from './tracing.js'

const [alice, bob] = [createKeypair('//Alice'), createKeypair('//Bob')]
const protocol = {
  double: synapse({ input: z.number(), output: z.number() }),
  count: streamSynapse({ input: z.number(), chunk: z.number() }),
}
const handlers = {
  double({ input }: { readonly input: number }) {
    if (input < 0) throw new Error('planted sn_live_4f9Kd02jsPq77')
    return 2 * input
  },
  async *count({ input }: { readonly input: number }) {
    for (let n = 0; n < input; n++) yield n
  },
}

async function start() {
  const tracing = createTracing(api)
  const seen: unknown[] = []
  const miner = await serveMiner({ protocol }, handlers, {
    ...{ hotkey: bob.address, admission: null },
    onAnswer(request) {
      seen.push(request.trace)
      tracing.answered(request)
    },
  })
  const plain = createMinerClient({ protocol }, { keypair: alice, sessions: 'off' })
  const endpoint = { hotkey: bob.address, host: '127.0.0.1', port: miner.port }
  return {
    ...{ tracing, miner, plain, endpoint, seen, client: tracing.client(plain, 7) },
    async [Symbol.asyncDispose]() {
      await plain[Symbol.asyncDispose]()
      await miner.close()
    },
  }
}

it('a query is a span of the job that asks, and the answer of the miner one of its own that links to it', async () => {
  using recorded = recordTraces()
  await using run = await start()
  const job = trace.getTracer('test').startSpan('job')
  await context.with(trace.setSpan(context.active(), job), () =>
    run.client.query(run.endpoint, 'double', 4, { about: { round: 40, uid: 3 } }),
  )
  const [, query, answer] = recorded.spans
  expect(query).toMatchObject({ name: 'query miner', parent: job.spanContext(), isOver: true })
  expect(query?.attributes).toEqual({
    ...{ 'subnetkit.netuid': 7, 'subnetkit.synapse': 'double', 'subnetkit.outcome': 'ok' },
    ...{ 'subnetkit.round': 40, 'subnetkit.uid': 3 },
  })
  expect(answer).toMatchObject({ name: 'answer validator', parent: null, isOver: true })
  expect(answer?.context.traceId).not.toBe(query?.context.traceId)
  const { traceId, spanId } = query!.context
  expect(answer?.links).toEqual([{ context: { traceId, spanId, traceFlags: 0, isRemote: true } }])
})

it('streams and failures end their spans, with codes and without texts', async () => {
  using recorded = recordTraces()
  await using run = await start()
  const stream = await run.client.stream(run.endpoint, 'count', 3)
  expect(recorded.spans[0]?.isOver).toBe(false)
  for await (const _ of stream);
  await vi.waitFor(() => expect(recorded.spans[0]).toMatchObject({ isOver: true }))
  // The miner's answer to a stream links to it, too.
  await vi.waitFor(() => expect(recorded.spans[1]).toMatchObject({ name: 'answer validator', isOver: true }))
  const { traceId, spanId } = recorded.spans[0]!.context
  expect(recorded.spans[1]?.links).toEqual([{ context: { traceId, spanId, traceFlags: 0, isRemote: true } }])
  expect(recorded.spans[1]?.attributes).toEqual({ 'subnetkit.synapse': 'count' })
  expect(await run.client.query(run.endpoint, 'double', -1)).toMatchObject({ kind: 'refused' })
  await expect(run.client.query(run.endpoint, 'double', 'x' as never)).rejects.toMatchObject({
    code: 'BODY_MALFORMED',
  })
  const queries = recorded.spans.filter(({ name }) => name === 'query miner')
  expect(
    queries.map(({ attributes }) => [attributes['subnetkit.outcome'], attributes['subnetkit.code']]),
  ).toEqual([
    ['ok', undefined],
    ['refused', 'HANDLER_FAILED'],
    ['ours', undefined],
  ])
  expect(recorded.spans.every(({ isOver }) => isOver)).toBe(true)
  expect(JSON.stringify(recorded.spans)).not.toMatch(/planted|sn_live|5[1-9A-HJ-NP-Za-km-z]{47}/)
})

it('defect: tasks and requests of users had different traces, so that a miner could distinguish them', async () => {
  using recorded = recordTraces()
  await using run = await start()
  const hidden = run.tracing.client(run.plain, 7, { isHidden: true })
  await hidden.query(run.endpoint, 'double', 4)
  for await (const _ of await hidden.stream(run.endpoint, 'count', 1));
  expect(run.seen).toEqual([null, null])
  expect(recorded.spans.filter(({ name }) => name === 'query miner')).toHaveLength(2)
})

it('without an SDK nothing is sent, and what callers name in another form is no link', async () => {
  await using run = await start()
  await run.client.query(run.endpoint, 'double', 4)
  for (const hint of [
    'x',
    `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`,
    `01-${'1'.repeat(32)}-${'1'.repeat(16)}-01`,
  ])
    await run.plain.query(run.endpoint, 'double', 4, { trace: hint })
  expect(run.seen).toEqual([null, null, null, null])
  using recorded = recordTraces()
  for (const hint of [undefined, 'x', `00-${'1'.repeat(32)}-${'0'.repeat(16)}-01`])
    await run.tracing.within('request', {}, hint, async () => {})
  expect(recorded.spans.map(({ links }) => links)).toEqual([[], [], []])
})
