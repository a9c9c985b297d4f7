import { request } from 'node:http'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startDevnet } from '../devnet.js'

const noRules = { calls: {} }
const manual = { blockTime: 'manual', seed: 'rpc' } as const

/** A websocket that answers the texts it is sent, one by one. */
async function dial(url: string) {
  const socket = new WebSocket(url)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return {
    socket,
    ask: (text: string) =>
      new Promise<unknown>((resolve, reject) => {
        const closed = () => reject(new Error('closed'))
        socket.once('close', closed)
        socket.once('message', (data) => {
          socket.off('close', closed)
          resolve(JSON.parse(String(data)))
        })
        socket.send(text)
      }),
    [Symbol.dispose]: () => socket.terminate(),
  }
}

const jsonPost = { method: 'POST', headers: { 'content-type': 'application/json' } }

function post(url: string, body: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url.replace('ws:', 'http:'), jsonPost, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode, body: text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const call = (method: string, params: unknown[] = [], id = 1) =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params })

describe('the door', () => {
  test('answers malformed messages with the codes of JSON-RPC', async () => {
    await using devnet = await startDevnet(noRules, { ...manual, port: 0 })
    using client = await dial(devnet.url!)
    expect(await client.ask('{')).toMatchObject({ id: null, error: { code: -32700 } })
    expect(await client.ask('[]')).toMatchObject({ error: { code: -32600 } })
    expect(await client.ask('{"id":7}')).toMatchObject({ id: 7, error: { code: -32600 } })
    expect(await client.ask(call('chain_nothing'))).toMatchObject({ error: { code: -32601 } })
    expect(await client.ask(call('state_getStorage', ['0xabc']))).toMatchObject({ error: { code: -32602 } })
    expect(await client.ask(call('state_getStorage', ['0x', '0x00']))).toMatchObject({
      error: { code: 4003 },
    })
    expect(await client.ask(`${'['.repeat(200_000)}`)).toMatchObject({ error: { code: -32700 } })
    expect(await client.ask(`[${'1,'.repeat(2000)}1]`)).toMatchObject({ error: { code: -32010 } })
  })

  test('answers a batch in order and HTTP without subscriptions', async () => {
    await using devnet = await startDevnet(noRules, { ...manual, port: 0 })
    using client = await dial(devnet.url!)
    const batch = `[${call('system_chain', [], 1)},${call('no', [], 2)},${call('chain_getBlockHash', [[0]], 3)}]`
    expect(await client.ask(batch)).toMatchObject([
      { id: 1, result: 'subnetkit devnet' },
      { id: 2, error: { code: -32601 } },
      { id: 3, result: [devnet.head.hash] },
    ])
    const { status, body } = await post(devnet.url!, call('system_properties'))
    expect(status).toBe(200)
    expect(JSON.parse(body).result).toEqual({ ss58Format: 42, tokenDecimals: 9, tokenSymbol: 'TAO' })
    expect(JSON.parse((await post(devnet.url!, call('chain_subscribeNewHeads'))).body).error.code).toBe(
      -32601,
    )
  })

  test('cuts off what is too large and lives on', async () => {
    await using devnet = await startDevnet(noRules, { ...manual, port: 0 })
    using client = await dial(devnet.url!)
    await expect(client.ask('x'.repeat(16 * 1024 * 1024))).rejects.toThrow('closed')
    const { status } = await post(devnet.url!, 'x'.repeat(16 * 1024 * 1024)).catch(() => ({ status: 413 }))
    expect(status).toBe(413)
    using other = await dial(devnet.url!)
    expect(await other.ask(call('system_health'))).toMatchObject({ result: { peers: 0 } })
  })

  test('a subscription ends with its connection and with its unsubscribe', async () => {
    await using devnet = await startDevnet(noRules, { ...manual, port: 0 })
    using client = await dial(devnet.url!)
    const messages: { params?: { result: { number: string } }; result?: unknown }[] = []
    const settled = new Promise<void>((resolve) => {
      client.socket.on('message', (data) => {
        const message = JSON.parse(String(data))
        messages.push(message)
        if (message.id === 2) resolve()
      })
    })
    client.socket.send(call('chain_subscribeNewHeads'))
    client.socket.send(
      `[${call('dev_mine', [2], 9)},${call('chain_unsubscribeNewHeads', ['0x0000000000000001'], 8)}]`,
    )
    client.socket.send(call('dev_mine', [1], 2))
    await settled
    // Its id comes before its first result; nothing comes after its end.
    expect(messages[0]?.result).toBe('0x0000000000000001')
    expect(messages.flatMap(({ params }) => (params ? [params.result.number] : []))).toEqual([
      '0x0',
      '0x1',
      '0x2',
    ])
    expect(devnet.head.number).toBe(3)
  })
})

test('no message breaks the door or changes the state', async () => {
  await using devnet = await startDevnet(noRules, { ...manual, port: 0 })
  const { methods } = await devnet.provider.send<{ methods: string[] }>('rpc_methods', [])
  const harmless = methods.filter((method) => !method.startsWith('dev_'))
  const hex = fc.uint8Array({ maxLength: 80 }).map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`)
  const param = fc.oneof(hex, fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(null, [], '0x', -1, 2 ** 60))
  const message = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc
      .tuple(fc.constantFrom(...harmless), fc.array(param, { maxLength: 4 }))
      .map(([method, params]) => call(method, params)),
  )
  const before = devnet.head.hash
  using client = await dial(devnet.url!)
  await fc.assert(
    fc.asyncProperty(message, async (text) => {
      const answer = await client.ask(text)
      if ('error' in (answer as object)) {
        const { error } = answer as { error: { code: number } }
        expect(error.code).not.toBe(-32603)
      }
    }),
    { numRuns: 300 },
  )
  expect(devnet.head.hash).toBe(before)
})

describe('storage', () => {
  test('keys come in pages, in order, also of a past block', async () => {
    await using devnet = await startDevnet(noRules, manual)
    const { provider } = devnet
    const genesis = devnet.head.hash
    const accounts = '0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9'
    const all = await provider.send<string[]>('state_getKeys', [accounts])
    expect(all).toHaveLength(9)
    expect([...all].sort()).toEqual(all)
    const first = await provider.send<string[]>('state_getKeysPaged', [accounts, 4])
    const rest = await provider.send<string[]>('state_getKeysPaged', [accounts, 1000, first.at(-1)])
    expect([...first, ...rest]).toEqual(all)
    const now = '0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb'
    const before = await provider.send<string>('state_getStorage', [now])
    devnet.mine()
    expect(await provider.send('state_getStorage', [now])).not.toBe(before)
    expect(await provider.send('state_getStorage', [now, genesis])).toBe(before)
    expect(await provider.send('state_queryStorageAt', [[now], genesis])).toEqual([
      { block: genesis, changes: [[now, before]] },
    ])
  })

  test('runtime APIs answer by name', async () => {
    await using devnet = await startDevnet(noRules, manual)
    const { provider } = devnet
    expect(await provider.send('state_call', ['Metadata_metadata_versions', '0x'])).toBe(
      '0x0c0e0000000f00000010000000',
    )
    const alice = '0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d'
    expect(await provider.send('state_call', ['AccountNonceApi_account_nonce', alice])).toBe('0x00000000')
    expect(await provider.send('state_call', ['NeuronInfoRuntimeApi_get_neurons_lite', '0x0100'])).toBe(
      '0x00',
    )
    await expect(provider.send('state_call', ['Nope_nothing', '0x'])).rejects.toThrow(
      'Nope_nothing is not found',
    )
    await expect(provider.send('state_call', ['AccountNonceApi_account_nonce', '0x01'])).rejects.toThrow(
      '4003',
    )
  })
})
