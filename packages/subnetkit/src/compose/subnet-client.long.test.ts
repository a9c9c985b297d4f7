import { issueKey } from '@subnetkit/gateway'
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { type RunningDevnet, startDevnet } from '../devnet/start-devnet.js'
import { type RunningGateway, runGateway } from '../gateway/run-gateway.js'
import { bytes, defineSubnet, streamSynapse, synapse, z } from '../index.js'
import { runMiner } from '../miner/run-miner.js'
import { adder } from '../testing/adder.js'
import { createCallContext, handlerContext } from './call-context.js'
import { createSubnetClient } from './create-subnet-client.js'
import type { GatewayRouter } from './gateway-router.js'
import type { SubnetClient, SubnetResult, SubnetStream } from './subnet-result.js'

const protocol = {
  ...adder.protocol,
  day: synapse({
    input: z.object({ text: z.string() }),
    output: z.object({ on: z.string().transform((text) => new Date(text)) }),
  }),
  flip: synapse({ input: z.object({ data: bytes() }), output: z.object({ data: bytes() }) }),
  count: streamSynapse({ input: z.object({ to: z.int() }), chunk: z.int() }),
  days: streamSynapse({
    input: z.object({ text: z.string() }),
    chunk: z.object({ on: z.string().transform((text) => new Date(text)) }),
  }),
  tick: streamSynapse({ input: z.object({ breaks: z.boolean() }), chunk: z.int() }),
  nested: synapse({ input: z.object({ a: z.int() }), output: z.object({ sum: z.int(), left: z.int() }) }),
  never: synapse({ input: z.object({}), output: z.object({ text: z.string().length(3) }), deadline: '2s' }),
}
const subnet = defineSubnet({
  ...{ name: 'sample', version: 1, protocol, tasks: adder.tasks, rubric: adder.rubric },
  hyperparameters: adder.hyperparameters,
})
const quiet = { signals: false, log: false } as const
const context = () => createCallContext({ budget: 1_000 })

describe('a client of another subnet', () => {
  let devnet: RunningDevnet
  let gateway: RunningGateway
  let key: string
  let inner: SubnetClient<typeof protocol>
  let stops = 0
  const vias: Record<string, SubnetClient<typeof protocol>> = {}

  beforeAll(async () => {
    devnet = await startDevnet({ ...quiet, subnet, port: 0, miners: 2 })
    const { network, netuid } = devnet
    const place = { ...quiet, network, netuid, port: 0 }
    for (const hotkey of devnet.miners) {
      const miner = await runMiner(
        subnet,
        {
          add: ({ input: { a, b } }) => ({ sum: a + b }),
          day: ({ input: { text } }) => ({ on: text }),
          flip: async ({ input: { data } }) => ({ data: (await data.bytes()).reverse() }),
          async *count({ input: { to } }) {
            for (let at = 1; at <= to; at++) yield at
          },
          async *days({ input: { text } }) {
            yield { on: text }
          },
          async *tick({ input: { breaks }, signal }) {
            const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve))
            yield 1
            if (breaks) throw new Error('it breaks off')
            await stopped
            stops++
          },
          async nested({ input, ...call }) {
            // Of another name, so that it is no cycle.
            const context = handlerContext(
              { ...subnet, name: 'outer' },
              'nested',
              { input, ...call },
              { budget: 25 },
            )
            const answered = await inner.query('add', { a: input.a, b: 1 }, { context })
            return { sum: answered.kind === 'ok' ? answered.output.sum : -1, left: context.left! }
          },
          never: () => ({ text: 'too long' }),
        },
        { ...place, hotkey },
      )
      devnet.closed.finally(() => miner.close())
    }
    const hotkey = devnet.validators[0]!
    gateway = await runGateway(subnet, { ...place, hotkey, directory: null, priceFixed: 10 })
    key = (await issueKey(gateway, { name: 'test' })).key
    inner = createSubnetClient(subnet, { via: { gateway: gateway.url, key } })
    vias.gateway = createSubnetClient(subnet, { via: { gateway: `${gateway.url}/v1`, key } })
    vias.miners = createSubnetClient(subnet, { via: { network, netuid, hotkey } })
  })
  afterAll(async () => {
    for (const via of [...Object.values(vias), inner]) await via?.[Symbol.asyncDispose]()
    await gateway?.close()
    await devnet?.close()
  })

  describe.each(['gateway', 'miners'])('through %s', (name) => {
    const client = () => vias[name]!

    it('gets a typed output, whose schema has run once', async () => {
      const result = await client().query('day', { text: '2026-01-01T00:00:00Z' }, { context: context() })
      expect(result).toMatchObject({ kind: 'ok', output: { on: new Date('2026-01-01T00:00:00Z') } })
      if (result.kind === 'ok') expectTypeOf(result.output).toEqualTypeOf<{ on: Date }>()
      expect(result.kind === 'ok' && result.miners[0]).toMatch(/^5\w{47}$/)
      expect(result.price).toBe(name === 'gateway' ? 10 : 0)
    })

    it('carries binary values and all chunks of a stream', async () => {
      const flipped = await client().query('flip', { data: Uint8Array.of(1, 2, 255) })
      expect(flipped.kind === 'ok' && [...(await flipped.output.data.bytes())]).toEqual([255, 2, 1])
      expect(await client().query('count', { to: 3 })).toMatchObject({ kind: 'ok', output: [1, 2, 3] })
    })

    it('passes on a stream, typed by the synapse, with the receipt at its end', async () => {
      const task = context()
      const days = await client().stream('days', { text: '2026-01-01T00:00:00Z' }, { context: task })
      expectTypeOf(days).toEqualTypeOf<SubnetStream<{ on: Date }>>()
      expectTypeOf(days.result).resolves.toEqualTypeOf<SubnetResult<{ on: Date }[]>>()
      // @ts-expect-error it does not stream
      await expect(client().stream('add', { a: 1, b: 1 })).rejects.toMatchObject({
        code: 'SYNAPSE_NOT_STREAMED',
      })
      const read: { on: Date }[] = []
      for await (const day of days) read.push(day)
      expect(read).toEqual([{ on: new Date('2026-01-01T00:00:00Z') }])
      const result = await days.result
      const price = name === 'gateway' ? 10 : 0
      expect(result).toMatchObject({ kind: 'ok', output: read, price, miners: [expect.stringMatching(/^5/)] })
      expect(task.left).toBe(1_000 - price)
      expect(task.receipts).toEqual(name === 'gateway' ? [result.receipt] : [])
      // It goes on as an answer at once does.
      const counted = await client().query('count', { to: 1 }, { madeOf: [result] })
      expect(counted.kind).toBe('ok')
    })

    it('ends a stream on both sides when its reader leaves, who pays for what has come', async () => {
      const before = stops
      const task = context()
      const ticks = await client().stream('tick', { breaks: false }, { context: task })
      for await (const tick of ticks) {
        expect(tick).toBe(1)
        break
      }
      await expect.poll(() => stops).toBe(before + 1)
      const price = name === 'gateway' ? 10 : 0
      expect(await ticks.result).toMatchObject({ kind: 'ours', code: 'call_aborted', price })
      expect(task.left).toBe(1_000 - price)
    })

    it('a stream that is not read ends with its signal, its time or its scope', async () => {
      const signal = AbortSignal.timeout(200)
      const [ended, late] = await Promise.all([
        client().stream('tick', { breaks: false }, { signal }),
        client().stream('tick', { breaks: false }, { timeoutMs: 200 }),
      ])
      expect(await ended.result).toMatchObject({ kind: 'ours', code: 'call_aborted' })
      expect(await late.result).toMatchObject({ kind: 'unanswered', code: 'upstream_timeout' })
      const disposed = await client().stream('tick', { breaks: false })
      await disposed[Symbol.asyncDispose]()
      expect(await disposed.result).toMatchObject({ kind: 'ours', code: 'call_aborted' })
    })

    it('a stream that its miner breaks off has a result that says so, and costs nothing', async () => {
      const task = context()
      const broken = await client().stream('tick', { breaks: true }, { context: task })
      const read: number[] = []
      for await (const tick of broken) read.push(tick)
      expect(read).toEqual([1])
      expect(await broken.result).toMatchObject({ kind: 'unanswered', code: 'no_valid_answer', price: 0 })
      expect(task.left).toBe(1_000)
      await expect(client().stream('count', { to: 'x' as never })).rejects.toMatchObject({
        code: 'BODY_MALFORMED',
      })
      const cycle = await client().stream(
        'count',
        { to: 1 },
        { context: createCallContext({ visited: ['sample'] }) },
      )
      expect(await cycle.result).toMatchObject({ kind: 'ours', code: 'call_cycle' })
    })

    it('asks one miner alone', async () => {
      const answered = await Promise.all(
        devnet.miners.map((_, at) =>
          client()
            .query('add', { a: 1, b: at })
            .then((result) => (result.kind === 'ok' ? result.miners[0]! : '')),
        ),
      )
      const miner = answered[0]!
      for (let at = 0; at < 4; at++)
        expect(await client().query('add', { a: at, b: at }, { miner })).toMatchObject({ miners: [miner] })
    })

    it('has no answer where miners have none that is valid, and spends nothing', async () => {
      const task = context()
      expect(await client().query('never', {}, { context: task })).toMatchObject({
        ...{ kind: 'unanswered', code: 'no_valid_answer', price: 0 },
      })
      expect(task.left).toBe(1_000)
    })

    it('refuses a cycle, a spent budget and a deadline that has passed', async () => {
      const codeOf = async (task: ReturnType<typeof createCallContext>) => {
        const result = await client().query('add', { a: 1, b: 1 }, { context: task })
        return result.kind === 'ours' && result.code
      }
      expect(await codeOf(createCallContext({ visited: ['sample'] }))).toBe('call_cycle')
      expect(await codeOf(createCallContext({ budget: 0 }))).toBe('call_budget_spent')
      expect(await codeOf({ ...context(), deadline: Date.now() - 1 })).toBe('deadline_expired')
    })

    it('reaches a miner whose handler calls another subnet within its own budget', async () => {
      // Another question for each way: the gateway answers one that was asked before again, at no price.
      const a = name.length
      expect(await client().query('nested', { a })).toMatchObject({
        kind: 'ok',
        output: { sum: a + 1, left: 15 },
      })
    })
  })

  it('a key that the gateway does not know is ours', async () => {
    await using other = createSubnetClient(subnet, { via: { gateway: gateway.url, key: 'sn_live_no' } })
    expect(await other.query('add', { a: 1, b: 1 })).toMatchObject({ kind: 'ours', code: 'invalid_api_key' })
  })

  it('an unmodified client of tRPC works, and is typed', async () => {
    const stock = createTRPCClient<GatewayRouter<typeof protocol>>({
      links: [
        httpLink({ url: `${gateway.url}/subnets/sample`, headers: { authorization: `Bearer ${key}` } }),
      ],
    })
    const added = await stock.add.mutate({ a: 2, b: 3 })
    expectTypeOf(added).toEqualTypeOf<{ sum: number }>()
    expectTypeOf(stock.flip.mutate).parameter(0).toEqualTypeOf<{ data: { readonly $bytes: string } }>()
    expectTypeOf(stock.count.mutate).returns.resolves.toEqualTypeOf<number[]>()
    expect(added).toEqual({ sum: 5 })
    expect(await stock.day.mutate({ text: '2026-01-01' })).toEqual({ on: '2026-01-01' })
    expect(await stock.flip.mutate({ data: { $bytes: 'AQL/' } })).toEqual({ data: { $bytes: '/wIB' } })
    expect(await stock.count.mutate({ to: 2 })).toEqual([1, 2])
    // @ts-expect-error wrong input
    const refused = await stock.add.mutate({ a: 'x', b: 1 }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(TRPCClientError)
    expect(refused).toMatchObject({ data: { httpStatus: 400, subnetkit: { code: 'invalid_value' } } })
  })
})
