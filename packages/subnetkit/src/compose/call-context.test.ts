import { createManualClock } from '@subnetkit/base/testing'
import { calleesOf, synapse } from '@subnetkit/core'
import { expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { adder } from '../testing/adder.js'
import { createCallContext, handlerContext } from './call-context.js'
import { createSubnetClient } from './create-subnet-client.js'
import type { SubnetResult } from './subnet-result.js'

const writing = {
  name: 'writing',
  protocol: {
    write: synapse({ input: z.object({ topic: z.string() }), output: z.string(), deadline: '4s' }),
  },
}
const callFrom = (hotkey: string, topic = 'sea') => ({
  input: { topic },
  caller: { hotkey },
  signal: new AbortController().signal,
})

it('calls of one task share a budget, also those that run at the same time', () => {
  const context = createCallContext({ budget: 100 })
  const [one, two] = [context.reserve(60), context.reserve(40)]
  expect([context.left, context.reserve(1)]).toEqual([0, null])
  one!.settle(10)
  one!.settle(0)
  two!.settle(40)
  expect(context.left).toBe(50)
  expect(context.reserve()?.amount).toBe(50)
  expect(createCallContext().reserve()?.amount).toBeNull()
})

it('a handler has the same time and budget for each caller, and its answer names the receipts', () => {
  const clock = createManualClock({ date: 1_000_000 })
  const [validator, gateway] = [callFrom('validator'), callFrom('gateway')]
  const contexts = [validator, gateway].map((call) =>
    handlerContext(writing, 'write', call, { budget: 70, clock }),
  )
  for (const context of contexts)
    expect(context).toMatchObject({ deadline: 1_004_000, left: 70, visited: ['writing'] })
  const receipt = { gateway: 'http://127.0.0.1:1', receipt: 'rcpt_1' }
  contexts[0]!.note(receipt)
  expect([calleesOf(validator), calleesOf(gateway)]).toEqual([[receipt], []])
})

it('a repeated question is one task for a while', async () => {
  const clock = createManualClock({ date: 1_000_000 })
  const taskOf = (hotkey: string, topic?: string) =>
    handlerContext(writing, 'write', callFrom(hotkey, topic), { budget: 1, clock }).taskId
  const first = taskOf('a')
  expect([taskOf('a') === first, taskOf('a', 'hill') === first, taskOf('b') === first]).toEqual([
    true,
    false,
    false,
  ])
  await clock.advance(600_000)
  expect(taskOf('a')).not.toBe(first)
})

it('is typed by the subnet, and refuses options that name no way to it', async () => {
  const via = { gateway: 'http://127.0.0.1:9', key: 'k' }
  await using client = createSubnetClient(adder, { via })
  const query = () => client.query('add', { a: 1, b: 2 })
  expectTypeOf(query).returns.resolves.toEqualTypeOf<SubnetResult<{ sum: number }>>()
  // @ts-expect-error no such synapse
  await expect(client.query('subtract', {})).rejects.toMatchObject({ code: 'SYNAPSE_UNKNOWN' })
  // @ts-expect-error wrong input
  await expect(client.query('add', { a: 'x' })).rejects.toMatchObject({ code: 'BODY_MALFORMED' })
  for (const odd of [
    {},
    { gateway: 'nowhere', key: 'k' },
    { netuid: 1 },
    { netuid: 1, network: 'a', chain: {} },
  ])
    expect(() => createSubnetClient(adder, { via: odd as never })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
})

it('a gateway that is away, a cycle, depth and time are ours', async () => {
  await using client = createSubnetClient(adder, { via: { gateway: 'http://127.0.0.1:9', key: 'k' } })
  const codeOf = async (options: Parameters<typeof createCallContext>[0]) => {
    const result = await client.query('add', { a: 1, b: 2 }, { context: createCallContext(options) })
    return result.kind === 'ours' ? result.code : result.kind
  }
  expect(await codeOf({})).toBe('gateway_unreachable')
  expect(await codeOf({ visited: ['adder'] })).toBe('call_cycle')
  expect(await codeOf({ visited: ['a', 'b', 'c', 'd'] })).toBe('call_too_deep')
  expect(await codeOf({ budget: 0 })).toBe('call_budget_spent')
  const clock = createManualClock({ date: 1_000 })
  expect(await codeOf({ clock, timeoutMs: 1 })).toBe('deadline_expired')
  const signal = AbortSignal.abort(new Error('enough'))
  expect(await client.query('add', { a: 1, b: 2 }, { signal })).toMatchObject({
    kind: 'ours',
    code: 'call_aborted',
  })
})
