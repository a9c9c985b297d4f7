import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { synapse } from '../index.js'
import { createCallContext } from './call-context.js'
import { createSubnetClient } from './create-subnet-client.js'

const protocol = {
  add: synapse({ input: z.object({ a: z.number() }), output: z.object({ sum: z.number() }) }),
}
const names: string[] = []
let headers: Record<string, string> = {}
let answered: readonly [status: number, body: unknown] = [200, {}]
const server = createServer((request, response) => {
  names.push(String(request.headers['idempotency-key']))
  response.writeHead(answered[0], headers).end(JSON.stringify(answered[1]))
})
let gateway: string
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  gateway = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

function ask(context = createCallContext({ budget: 100 }), more: { model?: string; miner?: string } = {}) {
  const { model, miner } = more
  const subnet = { name: 'adder', protocol }
  const client = createSubnetClient(subnet, { via: { gateway, key: 'sn_live_x', ...(model && { model }) } })
  return client.query('add', { a: 1 }, { context, ...(miner && { miner }) })
}
const sum = [200, { result: { data: { sum: 3 } } }] as const

it('defect: a gateway that states a price below zero raised the budget of its caller', async () => {
  answered = sum
  headers = { 'x-subnet-cost': '-1000' }
  const context = createCallContext({ budget: 100 })
  expect(await ask(context)).toMatchObject({ kind: 'ok', price: 0 })
  expect(context.left).toBe(100)
  headers = { 'x-subnet-cost': '40' }
  await ask(context)
  expect(context.left).toBe(60)
  headers = { 'x-subnet-cost': '40', 'x-subnet-replayed': 'true' }
  expect(await ask(context)).toMatchObject({ kind: 'ok', price: 0 })
  expect(context.left).toBe(60)
})

it('defect: a receipt whose name nobody can carry spoilt the names of all others', async () => {
  answered = sum
  for (const [receipt, isKept] of [
    ['rcpt_1-a', true],
    ['rcpt 1"', false],
    ['x'.repeat(101), false],
  ] as const) {
    headers = { 'x-subnet-receipt': receipt }
    const context = createCallContext()
    expect((await ask(context)).receipt).toEqual(isKept ? { gateway, receipt } : null)
    expect(context.receipts).toHaveLength(isKept ? 1 : 0)
  }
})

it('defect: one question to two miners, or in two modes, had one name', async () => {
  answered = sum
  headers = {}
  names.length = 0
  const context = createCallContext()
  const hotkeys = ['5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY', `5F${'w'.repeat(46)}`]
  for (const more of [{}, {}, { miner: hotkeys[0]! }, { miner: hotkeys[1]! }, { model: 'adder:vote' }])
    await ask(context, more)
  expect(names).toHaveLength(5)
  expect(names[0]).toBe(names[1])
  expect(new Set(names).size).toBe(4)
})

it.each([
  [200, null],
  [200, { result: null }],
  [200, 'text'],
  [500, { error: { message: { a: 1 }, data: { subnetkit: { code: 7 } } } }],
  [502, []],
])('an answer of another form (%i %j) is that of no gateway', async (status, body) => {
  answered = [status, body]
  expect(await ask()).toMatchObject({ kind: 'ours', code: 'gateway_malformed', reason: expect.any(String) })
})
