import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { signRequest } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { request } from 'undici'
import { afterAll, expect, it } from 'vitest'
import { redisMissing, startRedis } from './redis-server.js'

const [alice, bob] = [createKeypair('//Alice'), createKeypair('//Bob')]
const script = fileURLToPath(new URL('redis-miner.ts', import.meta.url))
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

async function startMiner(redis: string): Promise<number> {
  const child = fork(script, [redis], { execArgv: ['--conditions=@subnetkit/source', '--import', 'tsx'] })
  children.push(child)
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return port
}

async function post(port: number, body: string, headers: Record<string, string>): Promise<string> {
  const response = await request(`http://127.0.0.1:${port}/count`, { method: 'POST', headers, body })
  const json = (await response.body.json()) as { error?: { data: { subnetkit: { code: string } } } }
  return json.error?.data.subnetkit.code ?? 'ok'
}

const missing = redisMissing()

it.skipIf(missing !== null)(
  `two processes with one Redis accept a request once, whichever gets it first${missing ? ` (skipped: ${missing})` : ''}`,
  async () => {
    await using redis = await startRedis()
    const ports = await Promise.all([startMiner(redis.path), startMiner(redis.path)])
    const accepted = [0, 0]
    for (let round = 0; round < 500; round++) {
      const body = JSON.stringify({ id: round })
      const parts = { method: 'POST', target: '/count', body: Buffer.from(body), receiver: bob.address }
      const headers = signRequest({ keypair: alice, ...parts })
      // Twice at each, in both orders.
      const order = round % 2 === 0 ? [0, 1, 0, 1] : [1, 0, 1, 0]
      const codes = await Promise.all(order.map((miner) => post(ports[miner]!, body, headers)))
      expect(codes.toSorted()).toEqual(['AUTH_REPLAYED', 'AUTH_REPLAYED', 'AUTH_REPLAYED', 'ok'])
      accepted[order[codes.indexOf('ok')]!]!++
    }
    expect(accepted[0]! + accepted[1]!).toBe(500)
    // Otherwise only one process was ever asked.
    expect(Math.min(...accepted)).toBeGreaterThan(0)
  },
)
