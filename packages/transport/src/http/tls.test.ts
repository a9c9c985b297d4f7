import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import type { SubnetError } from '@subnetkit/base'
import { synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { authHeaders } from '../btauth/headers.js'
import { signRequest } from '../btauth/sign-request.js'
import { createMinerClient } from '../client/create-miner-client.js'
import type { MinerClientOptions } from '../client/miner-client-options.js'
import { type MinerOptions, serveMiner } from '../server/serve-miner.js'
import { finishHandshake, startHandshake } from '../session/caller-session.js'
import { channelOf, noChannel } from '../session/channel.js'
import { certificates } from '../testing/certificates.js'

const alice = createKeypair('//Alice')
const bob = createKeypair('//Bob')
const subnet = { protocol: { double: synapse({ input: z.number(), output: z.number() }) } }
const fingerprints = {
  a: new X509Certificate(certificates.a.cert).fingerprint256,
  b: new X509Certificate(certificates.b.cert).fingerprint256,
}

const start = (options: Partial<MinerOptions> = {}) =>
  serveMiner(
    subnet,
    { double: ({ input }) => 2 * input },
    {
      ...{ hotkey: bob.address, admission: null, tls: certificates.a, sessions: { keypair: bob } },
      ...options,
    },
  )

const clientOf = (options: Partial<MinerClientOptions> = {}) =>
  createMinerClient(subnet, { keypair: alice, tlsFingerprint: () => fingerprints.a, ...options })
const endpointOf = ({ port }: { port: number }) => ({ hotkey: bob.address, host: '127.0.0.1', port })

describe('a client over TLS', () => {
  it('calls the miner that shows the pinned certificate, and no other', async () => {
    await using miner = await start()
    expect(miner.url).toMatch(/^https:/)
    await using client = clientOf({ sessions: 'off' })
    expect(await client.query(endpointOf(miner), 'double', 21)).toMatchObject({ kind: 'ok', output: 42 })
    await using other = clientOf({ tlsFingerprint: () => fingerprints.b })
    const refused = await other.query(endpointOf(miner), 'double', 21)
    expect(refused).toMatchObject({ kind: 'absent', code: 'RESPONSE_ABSENT' })
    expect(refused).toMatchObject({ reason: expect.stringContaining('fingerprint') })
    await using pasted = clientOf({ tlsFingerprint: () => `sha256 Fingerprint=${fingerprints.a}\n` })
    expect(await pasted.query(endpointOf(miner), 'double', 21), 'defect: openssl’s line').toMatchObject({
      kind: 'ok',
    })
    await using plain = clientOf({ tlsFingerprint: () => null })
    expect(await plain.query(endpointOf(miner), 'double', 21)).toMatchObject({ kind: 'absent' })
    await using wrong = clientOf({ tlsFingerprint: () => 'AB:CD' })
    expect(await wrong.query(endpointOf(miner), 'double', 21)).toMatchObject({ code: 'QUERY_FAILED' })
  })

  it('uses one session on several connections, each bound to its own channel', async () => {
    let handshakes = 0
    const admission = { check: () => {}, admit: () => void handshakes++ }
    await using miner = await start({ admission, rateLimit: null })
    await using client = clientOf({
      sessions: 'require',
      requireMinerSignature: true,
      maxConnectionsPerMiner: 3,
    })
    const first = await client.query(endpointOf(miner), 'double', 0)
    const more = await Promise.all(
      Array.from({ length: 12 }, (_, n) => client.query(endpointOf(miner), 'double', n)),
    )
    expect([first, ...more].map(({ kind }) => kind)).toEqual(Array(13).fill('ok'))
    expect(handshakes).toBe(14)
  })

  it('defect: gets no session through a relay, whose two ends have different channels', async () => {
    await using miner = await start()
    await using relay = await startRelay(miner.port)
    await using client = clientOf({ sessions: 'require', tlsFingerprint: () => fingerprints.b })
    const result = await client.query(endpointOf(relay), 'double', 21)
    expect(result).toMatchObject({ kind: 'refused', code: 'SESSION_WRONG_CHANNEL' })
    expect(relay.passed).toBe(1)
  })
})

/** Ends TLS with a certificate of its own, and passes each request on as it is. */
async function startRelay(minerPort: number) {
  const relay = { passed: 0 }
  const server = createServer(certificates.b, (incoming, outgoing) => {
    relay.passed++
    const { method, url: path, headers } = incoming
    const onward = { host: '127.0.0.1', port: minerPort, rejectUnauthorized: false, agent: false as const }
    const passed = request({ ...onward, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(passed)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(relay, {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  })
}

async function secure(port: number): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  return socket
}

/** Sends one request on a connection, and returns its status and its body. */
async function send(
  socket: TLSSocket,
  target: string,
  body: string,
  headers: Readonly<Record<string, string>>,
) {
  const lines = Object.entries({ Host: 'x', 'Content-Length': `${body.length}`, ...headers })
  socket.write(
    `POST ${target} HTTP/1.1\r\n${lines.map((pair) => `${pair.join(': ')}\r\n`).join('')}\r\n${body}`,
  )
  const [answer] = (await once(socket, 'data')) as [Buffer]
  const [head = '', json = ''] = answer.toString().split('\r\n\r\n')
  return { status: Number(head.split(' ')[1]), json: JSON.parse(json) }
}

async function openSession(socket: TLSSocket, channel: string) {
  const started = startHandshake({ lifetime: 60, channel })
  const body = JSON.stringify(started.hello)
  const headers = signRequest({
    ...{ keypair: alice, method: 'POST', target: '/.session', receiver: bob.address },
    body: Buffer.from(body),
  })
  const { status, json } = await send(socket, '/.session', body, headers)
  const nonce = BigInt(headers[authHeaders.nonce] ?? 0)
  const ends = { caller: alice.address, miner: bob.address, nonce, mustSign: true }
  return { status, json, session: status === 200 ? finishHandshake(started, json.result.data, ends) : null }
}

describe('a session over TLS', () => {
  it('defect: a request made for one connection is refused on another', async () => {
    await using miner = await start()
    const [first, second] = [await secure(miner.port), await secure(miner.port)]
    const { session } = await openSession(first, channelOf(first))
    const ask = (socket: TLSSocket, channel: string) => {
      const call = { method: 'POST', target: '/double', body: Buffer.from('21'), channel }
      return send(socket, '/double', '21', session!.authenticate(call, Date.now()).headers)
    }
    expect(channelOf(first)).not.toBe(channelOf(second))
    expect(await ask(first, channelOf(first))).toMatchObject({ status: 200, json: { result: { data: 42 } } })
    expect(await ask(second, channelOf(second))).toMatchObject({ status: 200 })
    const stolen = await ask(second, channelOf(first))
    expect([stolen.status, stolen.json.error.data.subnetkit.code]).toEqual([401, 'SESSION_BAD_MAC'])
    expect((await ask(first, noChannel)).status).toBe(401)
    for (const socket of [first, second]) socket.destroy()
  })

  it.each([
    ['of another connection', 'ab'.repeat(32)],
    ['of none', noChannel],
  ])('is not opened for a channel %s', async (_, channel) => {
    await using miner = await start()
    const socket = await secure(miner.port)
    const { status, json } = await openSession(socket, channel)
    expect([status, json.error.data.subnetkit.code]).toEqual([401, 'SESSION_WRONG_CHANNEL'])
    socket.destroy()
  })
})

describe('a certificate in files', () => {
  it('is used once it is replaced, and stays as long as the new one is broken', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tls-'))
    const tls = { keyFile: join(folder, 'key.pem'), certFile: join(folder, 'cert.pem') }
    const write = async ({ key, cert }: { key: string; cert: string }) => {
      await writeFile(tls.keyFile, key)
      await writeFile(tls.certFile, cert)
    }
    await write(certificates.a)
    const heard: (SubnetError | null)[] = []
    {
      await using miner = await start({ tls, onCertificate: (error) => heard.push(error) })
      const shown = async () => {
        const socket = await secure(miner.port)
        const certificate = socket.getPeerX509Certificate()
        socket.destroy()
        return certificate?.fingerprint256
      }
      expect(await shown()).toBe(fingerprints.a)
      await write({ key: certificates.a.key, cert: certificates.b.cert })
      process.emit('SIGHUP', 'SIGHUP')
      await vi.waitFor(() => expect(heard).toMatchObject([{ code: 'CONFIG_INVALID' }]))
      expect(JSON.stringify(heard)).not.toContain('PRIVATE')
      expect(await shown()).toBe(fingerprints.a)
      await write(certificates.b)
      process.emit('SIGHUP', 'SIGHUP')
      await vi.waitFor(() => expect(heard).toHaveLength(2))
      expect([heard[1], await shown()]).toEqual([null, fingerprints.b])
    }
    expect(process.listenerCount('SIGHUP')).toBe(0)
    await rm(folder, { recursive: true })
  })

  it.each([
    ['a missing file', { keyFile: '/nowhere/key.pem', certFile: '/nowhere/cert.pem' }],
    ['text that is no PEM', { key: 'x', cert: 'y' }],
    ['the key of another certificate', { key: certificates.a.key, cert: certificates.b.cert }],
    ['a key alone', { key: certificates.a.key }],
  ])('defect: %s is refused at the start', async (_, tls) => {
    await expect(start({ tls: tls as MinerOptions['tls'] })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })
})
