import { once } from 'node:events'
import type { Socket } from 'node:net'
import { synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { signRequest } from '../btauth/sign-request.js'
import { serveMiner } from '../server/serve-miner.js'
import { certificates } from '../testing/certificates.js'
import { createRawPeers } from '../testing/raw-peers.js'
import type { TlsOptions } from './tls.js'

const alice = createKeypair('//Alice')
const bob = createKeypair('//Bob')
const subnet = {
  protocol: { wait: synapse({ input: z.number(), output: z.number(), deadline: '60s' }) },
}
/** Far longer than a test may take: who waits for it fails. */
const limits = {
  ...{ closeDeadlineMs: 60_000, bodyTimeoutMs: 60_000 },
  ...{ unprovenBodyTimeoutMs: 60_000, headersTimeoutMs: 60_000 },
}

async function start(tls?: TlsOptions) {
  const releases: (() => void)[] = []
  const miner = await serveMiner(
    subnet,
    {
      async wait({ input }) {
        if (input > 0) await new Promise<void>((resolve) => releases.push(resolve))
        return input
      },
    },
    { hotkey: bob.address, admission: null, limits, tls },
  )
  return { miner, releases }
}

const peers = createRawPeers()
const { connect: peer } = peers
afterEach(() => {
  peers.destroy()
})

function requestOf(body: string, changes: Readonly<Record<string, string>> = {}, send = body): string {
  const signed = signRequest({
    ...{ keypair: alice, method: 'POST', target: '/wait', receiver: bob.address },
    body: Buffer.from(body),
  })
  const headers = { Host: 'x', 'Content-Length': `${body.length}`, ...signed, ...changes }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST /wait HTTP/1.1\r\n${lines.join('')}\r\n${send}`
}

/** Resolves with all that came once the miner has closed the connection. */
async function rest(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  await once(socket, 'close')
  return text
}

describe('a miner that closes', () => {
  it('defect: waits for no connection that is idle or whose caller is not proven', async () => {
    const { miner } = await start()
    const silent = await peer(miner.port)
    const half = await peer(miner.port, 'POST /wait HTTP/1.1\r\nHost:')
    const unproven = await peer(miner.port, requestOf('1', { Expect: '100-continue' }, ''))
    await once(unproven, 'data')
    const kept = await peer(miner.port, requestOf('0'))
    await once(kept, 'data')
    const ended = [silent, half, unproven, kept].map(rest)
    await miner.close()
    await Promise.all(ended)
  })

  it('finishes what runs and what waits on a proven connection, and closes it with the answer', async () => {
    const { miner, releases } = await start()
    const caller = await peer(miner.port, requestOf('0'))
    await once(caller, 'data')
    caller.write(requestOf('7'))
    await vi.waitFor(() => expect(releases).toHaveLength(1))
    const [answer, closed] = [rest(caller), miner.close()]
    await expect(peer(miner.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    releases.shift()?.()
    await closed
    expect(await answer).toMatch(/^HTTP\/1\.1 200 .*connection: close.*\{"result":\{"data":7\}\}$/is)
  })

  it('keeps no connection whose other end has gone in between', async () => {
    const { miner, releases } = await start()
    const caller = await peer(miner.port, requestOf('7'))
    await vi.waitFor(() => expect(releases).toHaveLength(1))
    caller.end()
    await rest(caller)
    await miner.close()
    releases.shift()?.()
  })

  it('does the same for TLS', async () => {
    const { miner } = await start(certificates.a)
    const silent = await peer(miner.port)
    const ended = rest(silent)
    await miner.close()
    await ended
  })
})
