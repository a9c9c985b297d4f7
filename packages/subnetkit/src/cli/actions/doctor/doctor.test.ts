import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { checkAxon } from './axon.js'
import { judgeSilence } from './chain.js'
import { judgeClock } from './clock.js'
import { hostPortField } from './host-port.js'

test.each([
  [-2_001, 'fail', 'behind the chain'],
  [-1_900, 'pass', 'before its timestamp'],
  [0, 'pass', 'agrees'],
  [10_000, 'pass', '10.0 s after'],
  [10_001, 'fail', 'ahead'],
])('a lag of %d ms is a %s', (lag, verdict, text) => {
  const finding = judgeClock(lag)
  expect(finding).toMatchObject({ verdict, sentence: expect.stringContaining(text) })
  expect(finding.fix === null).toBe(verdict === 'pass')
})

async function listening() {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return { port, [Symbol.asyncDispose]: async () => void (await new Promise((done) => server.close(done))) }
}

test('a chain without new blocks fails; a devnet that waits for extrinsics does not', () => {
  expect(judgeSilence('Bittensor', 30)).toMatchObject({
    verdict: 'fail',
    sentence: 'no new block within 30 s',
    fix: expect.stringContaining('another endpoint'),
  })
  expect(judgeSilence('subnetkit devnet', 30)).toMatchObject({
    verdict: 'skip',
    sentence: expect.stringContaining('--block-time'),
  })
})

test('an axon is compared with the chain and reached', async () => {
  await using server = await listening()
  const there = { host: '127.0.0.1', port: server.port, changeableFrom: null }
  expect(await checkAxon(there, there, 'miner', { isDevnet: true })).toMatchObject([
    { verdict: 'pass' },
    { verdict: 'pass' },
  ])
  const elsewhere = { host: '127.0.0.2', port: 8091 }
  expect(await checkAxon(there, elsewhere, 'miner')).toMatchObject([
    { name: 'axon', verdict: 'fail', fix: 'Run `subnet serve --ip 127.0.0.2 --port 8091`.' },
    { name: 'port', verdict: 'pass' },
  ])
  const [early] = await checkAxon({ ...there, changeableFrom: 77 }, elsewhere, 'miner')
  expect(early?.fix).toContain('from block 77 on')
})

test('an axon that nobody listens on fails with the reason', async () => {
  const server = await listening()
  await server[Symbol.asyncDispose]()
  const gone = { host: '127.0.0.1', port: server.port, changeableFrom: null }
  expect(await checkAxon(gone, null, 'validator', { isDevnet: true })).toMatchObject([
    { verdict: 'pass' },
    { name: 'port', verdict: 'fail', sentence: expect.stringContaining('ECONNREFUSED') },
  ])
})

test.each(['127.0.0.1', '10.1.2.3', '192.168.0.7', '172.31.0.1', '100.64.0.1', '::1', 'fd00::1', 'fe80::1'])(
  'defect: doctor passes an axon at the private address %s, which reaches nobody else',
  async (host) => {
    await using server = await listening()
    const there = { host, port: server.port, changeableFrom: null }
    const [axon] = await checkAxon(there, there, 'miner')
    expect(axon).toMatchObject({ verdict: 'fail', sentence: expect.stringContaining('private address') })
  },
)

test('without an axon a miner fails and a validator does not', async () => {
  expect(await checkAxon(null, null, 'miner')).toMatchObject([{ verdict: 'fail' }, { verdict: 'skip' }])
  expect(await checkAxon(null, null, 'validator')).toMatchObject([{ verdict: 'skip' }, { verdict: 'skip' }])
})

test.each([
  ['203.0.113.5:8091', { host: '203.0.113.5', port: 8091 }],
  ['[2001:db8::1]:1', { host: '2001:db8::1', port: 1 }],
])('reads %s', (text, value) => expect(hostPortField.parse(text)).toEqual(value))

test.each(['203.0.113.5', 'example.com:80', '203.0.113.5:0', '203.0.113.5:65536', '2001:db8::1:80'])(
  'refuses %s',
  (text) => expect(hostPortField.safeParse(text).success).toBe(false),
)
