import { createDevnet } from '@subnetkit/devnet'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { until } from '../until.js'
import { createFaultProxy } from './proxy.js'
import { createStorm } from './storm.js'

/** A bare client: what it got, and how it ended. */
async function connect(url: string) {
  const socket = new WebSocket(url, { maxPayload: 1_000_000 })
  const got: string[] = []
  const ended: string[] = []
  socket.on('message', (data) => got.push(String(data)))
  socket.on('error', (error) => ended.push(error.message))
  socket.on('close', () => ended.push('closed'))
  let id = 0
  return {
    got,
    ended,
    opened: () => until(() => socket.readyState === WebSocket.OPEN),
    ask: (method: string, params: unknown[] = []) =>
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params })),
    close: () => socket.terminate(),
  }
}

test('passes everything on, and does to a message what a rule says', async () => {
  await using devnet = await createDevnet({ port: 0, blockTime: 'manual' })
  await using proxy = await createFaultProxy({ upstream: devnet.url as string })
  const client = await connect(proxy.url)
  await client.opened()

  client.ask('system_name')
  await until(() => client.got.length === 1)
  expect(client.got[0]).toContain('subnetkit-devnet')

  proxy.inject({ kind: 'answer', method: 'system_name', fault: { kind: 'duplicate' } })
  client.ask('system_name')
  await until(() => client.got.length === 3)
  expect(client.got[1]).toBe(client.got[2])

  proxy.inject({ kind: 'answer', fault: { kind: 'reorder' } })
  client.ask('system_name')
  client.ask('system_version')
  await until(() => client.got.length === 5)
  expect(client.got.slice(3).map((text) => JSON.parse(text).id)).toEqual([4, 3])

  proxy.inject({ method: 'system_name', fault: { kind: 'error', code: -32000, message: 'busy' } })
  client.ask('system_name')
  await until(() => client.got.length === 6)
  expect(JSON.parse(client.got[5] as string).error.message).toBe('busy')

  proxy.inject({ kind: 'answer', method: 'system_version', fault: { kind: 'drop' } })
  client.ask('system_version')
  await until(() => client.ended.includes('closed'))
  await until(() => proxy.open === 0)
  expect(proxy.seen.get('system_version')).toBe(2)
})

test('welcomes with 429, and goes away and comes back at the same address', async () => {
  await using devnet = await createDevnet({ port: 0, blockTime: 'manual' })
  await using proxy = await createFaultProxy({ upstream: devnet.url as string })
  proxy.welcome = 'tooMany'
  const refused = await connect(proxy.url)
  await until(() => refused.ended.length > 0)
  expect(refused.ended[0]).toContain('429')

  await proxy.down()
  const alone = await connect(proxy.url)
  await until(() => alone.ended.length > 0)
  expect(alone.ended[0]).toContain('ECONNREFUSED')

  proxy.welcome = 'accept'
  await proxy.up()
  const client = await connect(proxy.url)
  await client.opened()
  client.close()
  await until(() => proxy.open === 0)
})

test('a storm is the same for the same seed and ends', () => {
  const draw = (seed: number) => {
    const storm = createStorm({ seed, faults: 20, rate: 0.5 })
    const message = { kind: 'request', method: 'x', text: '' } as const
    return Array.from({ length: 200 }, () => storm.faultFor(message)?.kind ?? '')
  }
  expect(draw(1)).toEqual(draw(1))
  expect(draw(1)).not.toEqual(draw(2))
  expect(draw(1).filter((kind) => kind !== '')).toHaveLength(20)
})
