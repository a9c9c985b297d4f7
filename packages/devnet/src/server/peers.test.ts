import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createDevnet, type Devnet } from '../devnet.js'

let devnet: Devnet
const open: WebSocket[] = []

beforeEach(async () => {
  devnet = await createDevnet({ port: 0, blockTime: 'manual', seed: 'peers' })
})
afterEach(async () => {
  for (const socket of open.splice(0)) socket.terminate()
  await devnet.close()
})

/** A client of the devnet; `ask` sends a request, or the text of any, and gives the answer. */
async function dial() {
  const socket = new WebSocket(devnet.url!)
  open.push(socket)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const ask = (method: string, params: unknown[] = []) =>
    send(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))
  const send = (text: string) =>
    new Promise<{ result?: unknown; error?: { code: number } }>((resolve) => {
      socket.on('message', function onMessage(data) {
        const answer = JSON.parse(String(data))
        if ('params' in answer) return
        socket.off('message', onMessage)
        resolve(answer)
      })
      socket.send(text)
    })
  return { socket, ask, send }
}

const batchOf = (method: string, count: number) =>
  JSON.stringify(Array.from({ length: count }, (_, id) => ({ jsonrpc: '2.0', id, method, params: [] })))

test('defect: a client that makes many blocks lets the others be answered in between', async () => {
  const [miner, other] = [await dial(), await dial()]
  const order: string[] = []
  const mining = miner.ask('dev_mine', [400]).then(() => order.push('mined'))
  await other.ask('system_chain').then(() => order.push('answered'))
  await mining
  expect(order).toEqual(['answered', 'mined'])
  expect(devnet.head.number).toBe(400)
})

test('defect: a client with a long batch lets the others be answered in between', async () => {
  const [first, other] = [await dial(), await dial()]
  const order: string[] = []
  const batch = first.send(batchOf('state_getRuntimeVersion', 1024)).then(() => order.push('batch'))
  await other.ask('system_chain').then(() => order.push('answered'))
  await batch
  expect(order).toEqual(['answered', 'batch'])
})

test('defect: many blocks are made only as long as their client waits', async () => {
  const [miner, other] = [await dial(), await dial()]
  miner.socket.send('{"jsonrpc":"2.0","id":1,"method":"dev_mine","params":[100000]}')
  const number = async () =>
    Number(((await other.ask('chain_getHeader')).result as { number: string }).number)
  while ((await number()) < 5);
  miner.socket.terminate()
  for (let before = -1, now = await number(); now > before; now = await number()) before = now
  expect(await number()).toBeLessThan(100_000)
})

test('heads come while blocks are made, and the answer after them', async () => {
  const { socket, ask } = await dial()
  await ask('chain_subscribeNewHeads')
  const seen: string[] = []
  socket.on('message', (data) => seen.push('params' in JSON.parse(String(data)) ? 'head' : 'answer'))
  await ask('dev_mine', [3])
  expect(seen).toEqual(['head', 'head', 'head', 'answer'])
})

test('messages of one client are answered in their order', async () => {
  const { socket, ask } = await dial()
  const ids: unknown[] = []
  socket.on('message', (data) => ids.push(JSON.parse(String(data)).id))
  for (const [id, method] of [
    ['mine', 'dev_mine'],
    ['head', 'chain_getHeader'],
  ] as const) {
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params: method === 'dev_mine' ? [50] : [] }))
  }
  await ask('system_chain')
  while (ids.length < 3) await ask('system_chain')
  expect(ids.slice(0, 3)).toEqual(['mine', 'head', 1])
})

test('a client that does not read is cut off, and its devnet goes on', async () => {
  const [slow, other] = [await dial(), await dial()]
  const mebi = 1024 * 1024
  await other.ask('dev_setStorage', [[['0xffff', `0x${'00'.repeat(6 * mebi)}`]]])
  const closed = new Promise((resolve) => slow.socket.once('close', resolve))
  slow.socket.pause()
  const request = '{"jsonrpc":"2.0","id":1,"method":"state_getStorage","params":["0xffff"]}'
  for (let count = 0; count < 8; count++) slow.socket.send(request)
  // All are answered by then, into a connection that is not read.
  for (let count = 0; count < 40; count++) await other.ask('system_chain')
  slow.socket.resume()
  expect(await closed).toBe(1006)
  expect(await other.ask('system_health')).toHaveProperty('result')
})

test('all clients together have 8,192 subscriptions, and one that ends makes room', async () => {
  const providers = Array.from({ length: 9 }, () => devnet.provider.clone())
  const subscribe = (at: number) =>
    providers[at]!.subscribe('', 'chain_subscribeFinalizedHeads', [], () => {})
  for (let at = 0; at < 8; at++) for (let count = 0; count < 1024; count++) await subscribe(at)
  await expect(subscribe(0)).rejects.toMatchObject({ code: -32006, data: expect.stringContaining('1024') })
  await expect(subscribe(8)).rejects.toMatchObject({ code: -32006, data: expect.stringContaining('8192') })
  await providers[0]!.disconnect()
  await subscribe(8)
  devnet.mine()
  for (const provider of providers) await provider.disconnect()
  await subscribeAgain()
  async function subscribeAgain() {
    await providers[8]!.connect()
    await subscribe(8)
  }
})

test('defect: a key that is asked for many times is read once', async () => {
  const { ask } = await dial()
  const key = '0x26aa394eea5630e07c48ae0c9558cef702a5c1b19ab7a04f536c519aca4983ac'
  await ask('dev_mine', [2])
  const keys = Array(1000).fill(key)
  const { result } = await ask('state_queryStorage', [keys, (await ask('chain_getBlockHash', [0])).result])
  expect(result).toMatchObject([
    { changes: [[key, null]] },
    { changes: [[key, '0x01000000']] },
    { changes: [[key, '0x02000000']] },
  ])
})

test('defect: values that no answer can hold are refused before they are gathered', async () => {
  const { ask } = await dial()
  const half = `0x${'00'.repeat(4 * 1024 * 1024)}`
  for (const key of ['0xffff01', '0xffff02']) await ask('dev_setStorage', [[[key, half]]])
  for (const [method, ...params] of [
    ['state_queryStorageAt', ['0xffff01', '0xffff02']],
    ['state_queryStorage', ['0xffff01', '0xffff02'], (await ask('chain_getBlockHash')).result],
    ['state_subscribeStorage', ['0xffff01', '0xffff02']],
  ] as const) {
    expect(await ask(method, [...params])).toMatchObject({ error: { code: -32008 } })
  }
  expect(await ask('state_queryStorageAt', [['0xffff01']])).toHaveProperty('result')
})
