import { once } from 'node:events'
import type { Socket } from 'node:net'
import { synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { signRequest } from '../btauth/sign-request.js'
import { createMinerClient } from '../client/create-miner-client.js'
import { serveMiner } from '../server/serve-miner.js'
import { createRawPeers } from '../testing/raw-peers.js'
import type { ServerLimits } from './limits.js'
import { createPlaces } from './places.js'
import { addressKey } from './remote-address.js'

const alice = createKeypair('//Alice')
const bob = createKeypair('//Bob')
const subnet = {
  protocol: { double: synapse({ input: z.object({ n: z.number() }), output: z.object({ n: z.number() }) }) },
}

const peers = createRawPeers()
const { connect: peer } = peers

async function start(limits: Partial<ServerLimits>) {
  const miner = await serveMiner(
    subnet,
    { double: ({ input }) => ({ n: input.n * 2 }) },
    { hotkey: bob.address, admission: null, rateLimit: { limit: 2, windowMs: 7_200_000 }, limits },
  )
  return {
    port: miner.port,
    url: miner.url,
    // The peers go first: the miner waits for those that are in the middle of a request.
    async [Symbol.asyncDispose]() {
      peers.destroy()
      await miner.close()
    },
  }
}

/** Headers that anybody can write about a public hotkey; their body never follows. */
function claimOf(hotkey: string): string {
  const target = '/double'
  const signed = signRequest({
    keypair: alice,
    method: 'POST',
    target,
    body: Buffer.from(''),
    receiver: bob.address,
  })
  const headers = { ...signed, 'X-Bittensor-Hotkey': hotkey, 'X-Bittensor-Signature': `0x${'ab'.repeat(64)}` }
  const lines = Object.entries({ ...headers, Expect: '100-continue', 'Content-Length': 10 })
  return [
    `POST ${target} HTTP/1.1`,
    'Host: x',
    ...lines.map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n')
}

/** Resolves once the miner has asked for the body, so that the request holds its place. */
async function claimant(port: number, hotkey = alice.address): Promise<Socket> {
  const socket = await peer(port, claimOf(hotkey))
  const [answer] = await once(socket, 'data')
  expect(String(answer)).toContain('100 Continue')
  return socket
}

function clientOf() {
  const client = createMinerClient(subnet, { keypair: alice })
  const ask = (miner: { port: number }) =>
    client.query({ hotkey: bob.address, host: '127.0.0.1', port: miner.port }, 'double', { n: 21 })
  return { ask, [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() }
}

describe('a peer without a key', () => {
  it('defect: claims of a hotkey take no place from its owner', async () => {
    await using miner = await start({ maxPending: 3, maxPendingPerCaller: 2 })
    await using client = clientOf()
    const first = await claimant(miner.port)
    await claimant(miner.port)
    const closed = once(first, 'close')
    expect(await client.ask(miner)).toMatchObject({ kind: 'ok', output: { n: 42 } })
    await closed
  })

  it('defect: claims whose body never came used up the signatures that may be checked for their hotkey', async () => {
    const [most, rate] = [{ maxUnprovenPerCaller: 2, maxUnprovenPerAddress: 2 }, { unprovenPerSecond: 1 }]
    await using miner = await start({ ...most, ...rate })
    for (let index = 0; index < 4; index++) (await claimant(miner.port)).destroy()
    await using client = clientOf()
    expect(await client.ask(miner)).toMatchObject({ kind: 'ok', output: { n: 42 } })
  })

  it('defect: idle connections give way, the oldest first', async () => {
    await using miner = await start({ maxConnections: 3 })
    const first = await peer(miner.port)
    const second = await peer(miner.port)
    await peer(miner.port)
    await using client = clientOf()
    const closed = once(first.resume(), 'close')
    expect(await client.ask(miner)).toMatchObject({ kind: 'ok' })
    await closed
    expect(second.destroyed).toBe(false)
  })

  it('defect: never evicts a connection on which a signature verified', async () => {
    await using miner = await start({ maxConnections: 2 })
    await using client = clientOf()
    expect(await client.ask(miner)).toMatchObject({ kind: 'ok' })
    for (let index = 0; index < 3; index++) await peer(miner.port, 'POST / HTTP/1.1\r\n')
    expect(await client.ask(miner)).toMatchObject({ kind: 'ok' })
  })

  it('defect: keeps no connection by asking for the health', async () => {
    await using miner = await start({})
    const socket = await peer(miner.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1\.1 200 .*connection: close/is)
    await once(socket, 'close')
  })
})

it('says when to come back', async () => {
  await using miner = await start({})
  const target = '/double'
  const body = '{"n":1}'
  const post = () => {
    const signed = signRequest({
      keypair: alice,
      method: 'POST',
      target,
      body: Buffer.from(body),
      receiver: bob.address,
    })
    return fetch(`${miner.url}${target}`, { method: 'POST', headers: signed, body })
  }
  const answers = [await post(), await post(), await post()]
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429])
  const pauses = answers.map(({ headers }) => headers.get('retry-after'))
  expect(pauses.slice(0, 2)).toEqual([null, null])
  // One of the two comes back in an hour, less the time that the test takes.
  expect(pauses[2]).toMatch(/^3[56]\d\d$/)
})

describe('places', () => {
  const socketOf = (remoteAddress: string) => {
    const events: string[] = []
    const socket = {
      remoteAddress,
      destroy: () => events.push('destroy'),
      once: () => socket,
    }
    return { socket: socket as unknown as Socket, events }
  }
  const limits = { maxConnections: 4, maxConnectionsPerAddress: 2, maxPending: 4, maxPendingPerCaller: 2 }

  it('of one address are its own: others keep theirs', () => {
    const places = createPlaces(limits)
    const other = socketOf('192.0.2.1')
    const peers = ['2001:db8::1', '2001:db8::2', '2001:db8:0:0:9::3'].map(socketOf)
    for (const { socket } of [other, ...peers]) places.enter(socket)
    expect([other, ...peers].map(({ events }) => events)).toEqual([[], ['destroy'], [], []])
  })

  it('full of proven callers refuse a further one', () => {
    const places = createPlaces(limits)
    const peers = [1, 2, 3].map(() => socketOf('192.0.2.1'))
    for (const { socket } of peers.slice(0, 2)) {
      places.enter(socket)
      places.prove(socket, alice.address)
      places.receive(socket, alice.address)
    }
    places.enter(peers[2]!.socket)
    expect(peers.map(({ events }) => events)).toEqual([[], [], ['destroy']])
    expect(() => places.receive(peers[0]!.socket, alice.address)).toThrow(
      expect.objectContaining({ code: 'MINER_OVERLOADED' }),
    )
    // Proven is a hotkey on a connection: another name there is a claim like any other.
    expect(places.isProven(peers[0]!.socket, bob.address)).toBe(false)
  })

  it('defect: one address that named several hotkeys evicted callers of other addresses', () => {
    const places = createPlaces({ ...limits, maxPending: 4 })
    const [honest, attacker] = [socketOf('192.0.2.1'), socketOf('192.0.2.2')]
    for (const { socket } of [honest, attacker]) places.enter(socket)
    const older = places.receive(honest.socket, alice.address)
    const claims = Array.from({ length: 9 }, (_, n) => places.receive(attacker.socket, `hotkey ${n}`))
    expect(older.isEvicted).toBe(false)
    expect(claims.map(({ isEvicted }) => isEvicted)).toEqual([...Array(6).fill(true), false, false, false])
  })

  it('defect: one name among many of an address evicted the others there', () => {
    const places = createPlaces({ ...limits, maxPending: 4, maxPendingPerCaller: 4 })
    const { socket } = socketOf('192.0.2.1')
    places.enter(socket)
    const older = places.receive(socket, alice.address)
    const claims = Array.from({ length: 9 }, () => places.receive(socket, bob.address))
    expect(older.isEvicted).toBe(false)
    expect(claims.filter(({ isEvicted }) => !isEvicted)).toHaveLength(3)
  })

  it('are free again once disposed, evicted ones too', () => {
    const places = createPlaces({ ...limits, maxPending: 1 })
    const { socket, events } = socketOf('192.0.2.1')
    places.enter(socket)
    const first = places.receive(socket, alice.address)
    const second = places.receive(socket, bob.address)
    expect([first.isEvicted, second.isEvicted, events]).toEqual([true, false, ['destroy']])
    first[Symbol.dispose]()
    second[Symbol.dispose]()
    places.prove(socket, alice.address)
    using held = places.receive(socket, alice.address)
    expect(held.isEvicted).toBe(false)
    expect(() => places.receive(socket, bob.address)).toThrow(
      expect.objectContaining({ code: 'MINER_OVERLOADED' }),
    )
  })
})

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8::6', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  [undefined, 'gone'],
])('the key of %s is %s', (address, key) => {
  expect(addressKey(address)).toBe(key)
})
