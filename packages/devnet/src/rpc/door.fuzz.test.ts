import { request } from 'node:http'
import { connect } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { runs, seed } from '../conformance/testing/fuzz.js'
import { type Devnet, startDevnet } from '../devnet.js'

const manual = { blockTime: 'manual', seed: 'fuzz', port: 0 } as const
const start = () => startDevnet({ calls: {} }, manual)

/** Codes that a node answers bad requests with: JSON-RPC's own, its server's limits, its client, its pool, its pricing. */
const CODES = [
  -32700, -32600, -32601, -32602, -32006, -32008, -32010, -32011, -32800, -32801, -32802, -32804, 4003, 1002,
  1010, 1011, 1013, 1014, 1016, 1, 2,
]

interface Answer {
  readonly id?: unknown
  readonly result?: unknown
  readonly error?: { readonly code: number; readonly message: string }
}

/** A websocket on the devnet; `ask` gives the next message that is no notification. */
async function dial({ url }: Devnet) {
  const socket = new WebSocket(url!)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  // How it ends is each test's own matter.
  socket.on('error', () => {})
  const ask = (data: string | Uint8Array) =>
    new Promise<Answer | Answer[]>((resolve, reject) => {
      const settle = (work: () => void) => {
        socket.off('message', onMessage).off('close', onClose)
        work()
      }
      const onClose = (code: number) => settle(() => reject(new Error(`closed with ${code}`)))
      const onMessage = (bytes: unknown) => {
        const message = JSON.parse(String(bytes))
        if (!('params' in message)) settle(() => resolve(message))
      }
      socket.on('message', onMessage).on('close', onClose)
      socket.send(data)
    })
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  return { socket, ask, closed, [Symbol.dispose]: () => socket.terminate() }
}

/** All that a text is answered with: nothing for notifications. A question after it marks the end. */
function exchange({ socket }: { readonly socket: WebSocket }, text: string): Promise<Answer[]> {
  return new Promise((resolve) => {
    const answers: Answer[] = []
    const onMessage = (bytes: unknown) => {
      const message = JSON.parse(String(bytes))
      if (message.id !== 'the end') return answers.push(message)
      socket.off('message', onMessage)
      resolve(answers.flat())
    }
    socket.on('message', onMessage)
    socket.send(text)
    socket.send(call('system_chain', [], 'the end'))
  })
}

const call = (method: unknown, params: unknown = [], id: unknown = 1) =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params })

/** State of the devnet afterwards: unchanged, and responding. */
async function expectUnharmed(devnet: Devnet): Promise<void> {
  using client = await dial(devnet)
  expect(await client.ask(call('system_health'))).toMatchObject({ result: { peers: 0 } })
  expect(await client.ask(call('author_pendingExtrinsics'))).toMatchObject({ result: [] })
  expect(devnet.head.number).toBe(0)
}

const methodsOf = async ({ provider }: Devnet) =>
  (await provider.send<{ methods: string[] }>('rpc_methods', [])).methods

const hex = fc.uint8Array({ maxLength: 70 }).map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`)
const oddities = fc.constantFrom<unknown>(
  null,
  '',
  '0x',
  '0X00',
  '0xzz',
  -1,
  1.5,
  2 ** 53,
  -0,
  1e308,
  true,
  [],
  {},
  [[]],
  [null],
  { length: 3 },
  '\u0000',
  '\ud800',
  'Core_version',
  '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY',
)
const param = fc.oneof(hex, oddities, fc.jsonValue({ maxDepth: 3 }))

describe('messages', () => {
  test('wrong parameters of every method are refused with a code, and change nothing', async () => {
    await using devnet = await start()
    const methods = await methodsOf(devnet)
    // Those of the developer's own that would do something with parameters that happen to be right.
    const doing = /^dev_/
    using client = await dial(devnet)
    const message = fc
      .tuple(
        fc.constantFrom(...methods.filter((name) => !doing.test(name))),
        fc.array(param, { maxLength: 5 }),
      )
      .map(([method, params]) => ({ method, params }))
    await fc.assert(
      fc.asyncProperty(message, async ({ method, params }) => {
        const answer = (await client.ask(call(method, params))) as Answer
        if (answer.error)
          expect([method, CODES]).toEqual([method, expect.arrayContaining([answer.error.code])])
        else expect(answer).toHaveProperty('result')
        if (typeof answer.result === 'string' && method.includes('ubscribe')) {
          await client.ask(call(method.replace('subscribe', 'unsubscribe'), [answer.result]))
        }
      }),
      { seed, numRuns: runs(1200) },
    )
    for (const method of methods) {
      const answer = (await client.ask(
        call(method, ['no', { such: 1 }, [[]], -1, 1, 2, 3, 4, 5, 6]),
      )) as Answer
      expect([method, answer.error?.code]).toEqual([method, -32602])
      const named = (await client.ask(call(method, { by: 'name' }))) as Answer
      expect([method, named.error?.code]).toEqual([method, -32602])
    }
    await expectUnharmed(devnet)
  })

  test('whatever the text is, the answer is one of JSON-RPC', async () => {
    await using devnet = await start()
    const id = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom(1, 'a', null, -1, 1.5))
    const wrong = fc
      .record(
        {
          jsonrpc: fc.constantFrom('2.0', '1.0', 2, null),
          id,
          method: fc.oneof(fc.string(), param),
          params: param,
        },
        { requiredKeys: [] },
      )
      .map((message) => JSON.stringify(message))
    const valid = call('state_getStorage', ['0x00'])
    const cut = fc.nat({ max: valid.length - 1 }).map((length) => valid.slice(0, length))
    const single = fc.oneof(fc.string(), fc.json(), wrong, cut)
    const batch = fc.array(fc.oneof(wrong, fc.json({ maxDepth: 1 })), { minLength: 1, maxLength: 6 })
    using client = await dial(devnet)
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          single,
          batch.map((items) => `[${items.join()}]`),
        ),
        async (text) => {
          for (const { error } of await exchange(client, text)) if (error) expect(CODES).toContain(error.code)
        },
      ),
      { seed, numRuns: runs(400) },
    )
    await expectUnharmed(devnet)
  })

  test.each<[string, string, number]>([
    ['nothing', '', -32700],
    ['white space', ' \n ', -32700],
    ['a number', '7', -32700],
    ['a text', '"chain_getHeader"', -32700],
    ['null', 'null', -32700],
    ['half an object', '{"jsonrpc":"2.0","id":1,"method":"system_chain"', -32700],
    ['a byte order mark', '\ufeff{}', -32700],
    ['depth without end', `{"jsonrpc":"2.0","id":1,"method":"x","params":${'['.repeat(500_000)}`, -32700],
    [
      'depth beyond what a node reads',
      `{"jsonrpc":"2.0","id":1,"method":"x","params":${'['.repeat(128)}${']'.repeat(128)}}`,
      -32700,
    ],
    ['an empty batch', '[]', -32600],
    ['no version', '{"id":1,"method":"system_chain"}', -32600],
    ['another version', '{"jsonrpc":"1.0","id":1,"method":"system_chain"}', -32600],
    ['no method', '{"jsonrpc":"2.0","id":1}', -32600],
    ['an id that is a list', '{"jsonrpc":"2.0","id":[1],"method":"system_chain"}', -32600],
    ['a method of the object’s own', call('constructor'), -32601],
    ['a method of the prototype', call('__proto__'), -32601],
    ['parameters that are a text', call('state_getStorage', 'x'), -32602],
    ['parameters by name', call('state_getStorage', { key: '0x' }), -32602],
    ['a batch beyond the limit', `[${Array(1025).fill(call('system_chain')).join()}]`, -32010],
  ])('%s: answered with its code', async (_, text, code) => {
    await using devnet = await start()
    using client = await dial(devnet)
    expect(await client.ask(text)).toMatchObject({ error: { code } })
    await expectUnharmed(devnet)
  })

  test('depth that can be parsed is refused like any other wrong parameter', async () => {
    await using devnet = await start()
    using client = await dial(devnet)
    const deep = `${'['.repeat(120)}${']'.repeat(120)}`
    for (const method of ['state_getStorage', 'state_subscribeStorage', 'author_submitExtrinsic']) {
      const answer = await client.ask(`{"jsonrpc":"2.0","id":1,"method":"${method}","params":${deep}}`)
      expect(answer).toMatchObject({ error: { code: -32602 } })
    }
    await expectUnharmed(devnet)
  })

  test('a batch whose answers would be too large is cut off, not built', async () => {
    await using devnet = await start()
    using client = await dial(devnet)
    const batch = `[${Array(1024).fill(call('state_getMetadata')).join()}]`
    expect(await client.ask(batch)).toMatchObject({ id: null, error: { code: -32011 } })
    await expectUnharmed(devnet)
  })
})

describe('subscriptions', () => {
  test('a flood ends at the limit of a connection, and with it', async () => {
    await using devnet = await start()
    using other = await dial(devnet)
    {
      using client = await dial(devnet)
      for (let count = 0; count < 1024; count++) {
        expect(await client.ask(call('chain_subscribeNewHeads'))).toHaveProperty('result')
      }
      expect(await client.ask(call('chain_subscribeNewHeads'))).toMatchObject({ error: { code: -32006 } })
      expect(await client.ask(call('chain_unsubscribeNewHeads', ['0x0000000000000007']))).toMatchObject({
        result: true,
      })
      expect(await client.ask(call('chain_unsubscribeNewHeads', ['0x0000000000000007']))).toMatchObject({
        result: false,
      })
      expect(await client.ask(call('chain_subscribeNewHeads'))).toHaveProperty('result')
      // What one has, another cannot end.
      expect(await other.ask(call('chain_unsubscribeNewHeads', ['0x0000000000000001']))).toMatchObject({
        result: false,
      })
    }
    await expectUnharmed(devnet)
  })
})

test('a subscription that is refused takes no place among those of its connection', async () => {
  await using devnet = await start()
  using client = await dial(devnet)
  for (let count = 0; count < 1100; count++) {
    const answer = await client.ask(call('author_submitAndWatchExtrinsic', ['0x00']))
    expect(answer).toMatchObject({ error: { code: 1002 } })
  }
  expect(await client.ask(call('chain_subscribeNewHeads'))).toHaveProperty('result')
})

describe('websocket frames', () => {
  test('binary frames are read as text', async () => {
    await using devnet = await start()
    using client = await dial(devnet)
    expect(await client.ask(Buffer.from(call('system_chain')))).toMatchObject({ result: 'subnetkit devnet' })
    expect(await client.ask(Uint8Array.of(0xff, 0xfe, 0, 1))).toMatchObject({ error: { code: -32700 } })
    await expectUnharmed(devnet)
  })

  /** After the handshake, these bytes on the wire. */
  async function afterHandshake({ url }: Devnet, bytes: Uint8Array): Promise<void> {
    const { hostname, port } = new URL(url!)
    const socket = connect(Number(port), hostname)
    await new Promise<void>((resolve) => {
      socket.on('error', () => {})
      socket.once('close', () => resolve())
      socket.write(
        'GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      )
      socket.once('data', () => {
        socket.write(bytes)
        socket.end()
      })
    })
  }

  test.each<[string, number[]]>([
    ['without a mask', [0x81, 0x02, 0x7b, 0x7d]],
    ['with reserved bits', [0xf1, 0x82, 0, 0, 0, 0, 0x7b, 0x7d]],
    ['of an unknown kind', [0x83, 0x80, 0, 0, 0, 0]],
    ['that is no UTF-8', [0x81, 0x82, 0, 0, 0, 0, 0xff, 0xff]],
    ['that promises 2^62 bytes', [0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]],
    ['that continues nothing', [0x80, 0x80, 0, 0, 0, 0]],
    ['that is cut off', [0x81, 0xfe, 0x01]],
    ['a ping that is too long', [0x89, 0xfe, 0x01, 0x00, 0, 0, 0, 0]],
  ])('a frame %s ends its connection only', async (_, bytes) => {
    await using devnet = await start()
    await afterHandshake(devnet, Uint8Array.from(bytes))
    await expectUnharmed(devnet)
  })

  test('random bytes on the wire, before and after the handshake', async () => {
    await using devnet = await start()
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), (bytes) => afterHandshake(devnet, bytes)),
      { seed, numRuns: runs(60) },
    )
    const { hostname, port } = new URL(devnet.url!)
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const socket = connect(Number(port), hostname).on('error', () => {})
        socket.resume().end(bytes)
        await new Promise((resolve) => socket.once('close', resolve))
      }),
      { seed, numRuns: runs(60) },
    )
    await expectUnharmed(devnet)
  })
})

describe('HTTP', () => {
  interface Sent {
    readonly method?: string
    readonly path?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string | Uint8Array
  }

  const json = { 'content-type': 'application/json' }

  function send({ url }: Devnet, { body, ...given }: Sent) {
    const options = { headers: json, ...given }
    return new Promise<{ readonly status: number | undefined; readonly text: string }>((resolve, reject) => {
      const sent = request(url!.replace('ws:', 'http:'), { method: 'POST', ...options }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({ status: response.statusCode, text: String(Buffer.concat(chunks)) }),
        )
      })
      sent.on('error', reject)
      sent.end(body)
    })
  }

  test('bodies of any kind are answered, and oddities with a status', async () => {
    await using devnet = await start()
    const body = fc.oneof(fc.string(), fc.json(), fc.uint8Array({ maxLength: 100 }))
    await fc.assert(
      fc.asyncProperty(body, async (content) => {
        const { status, text } = await send(devnet, { body: content })
        expect([200, 204]).toContain(status)
        if (status === 204) return
        for (const { error } of [JSON.parse(text) as Answer].flat()) expect(CODES).toContain(error?.code)
      }),
      { seed, numRuns: runs(100) },
    )
    expect(await send(devnet, {})).toMatchObject({ status: 200, text: expect.stringContaining('-32700') })
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']) {
      expect((await send(devnet, { method })).status).toBe(405)
    }
    const subscribing = await send(devnet, { body: call('chain_subscribeNewHeads') })
    expect(JSON.parse(subscribing.text)).toMatchObject({ error: { code: -32601 } })
    const ok = {
      body: call('system_chain'),
      path: '/any/path?x=1',
      headers: { 'content-type': 'Application/JSON;charset=utf-8' },
    }
    expect(await send(devnet, ok)).toMatchObject({ status: 200, text: expect.stringContaining('subnetkit') })
    await expectUnharmed(devnet)
  })

  test('a body without end is cut off once', async () => {
    await using devnet = await start()
    const { hostname, port } = new URL(devnet.url!)
    const socket = connect(Number(port), hostname).on('error', () => {})
    const closed = new Promise((resolve) => socket.once('close', resolve))
    let answer = ''
    socket.on('data', (bytes) => {
      answer += String(bytes)
    })
    socket.write(
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    )
    const large = Buffer.from(`100000\r\n${'x'.repeat(0x100000)}\r\n`)
    for (let count = 0; count < 15; count++) socket.write(large)
    // Many chunks in one packet, each of them over the limit.
    socket.write('1\r\nx\r\n'.repeat(20_000))
    await closed
    expect(answer === '' || answer.startsWith('HTTP/1.1 413')).toBe(true)
    await expectUnharmed(devnet)
  })

  test('a client that goes away in the middle of its body is forgotten', async () => {
    await using devnet = await start()
    const { hostname, port } = new URL(devnet.url!)
    for (let count = 0; count < 20; count++) {
      const socket = connect(Number(port), hostname).on('error', () => {})
      await new Promise((resolve) => socket.once('connect', resolve))
      socket.write(
        'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"jsonrpc"',
      )
      socket.destroy()
    }
    await expectUnharmed(devnet)
  })
})
