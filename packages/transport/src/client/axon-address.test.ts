import type { LookupAddress, lookup } from 'node:dns'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { Pool } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createCheckedConnector } from '../http/checked-connector.js'
import { createMinerClient } from './create-miner-client.js'

const alice = createKeypair('//Alice')
const protocol = { ask: synapse({ input: z.string(), output: z.string(), deadline: '2s' }) }
const hotkey = createKeypair('//Bob').address

let requests = 0
const server = createServer((request, response) => {
  requests++
  request.resume()
  response.end('{"result":{"data":"x"}}')
})
let port = 0
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

async function ask(host: string, options: { allowPrivateAddresses?: boolean | undefined } = {}) {
  requests = 0
  await using client = createMinerClient({ protocol }, { keypair: alice, ...options })
  const result = await client.query({ hotkey, host, port }, 'ask', 'x')
  return { kind: result.kind, code: result.kind === 'ok' ? null : result.code, requests }
}
const refused = { kind: 'absent', code: 'AXON_NOT_PUBLIC', requests: 0 }

describe('defect: axons inside the network of the validator were called', () => {
  it.each([
    ...['127.0.0.2', '10.0.0.1', '172.16.0.1', '192.168.0.1', '100.64.0.1', '169.254.169.254', '0.0.0.0'],
    ...['224.0.0.1', 'fe80::1', 'fd00::1', '::', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::7f00:1'],
    ...['2002:7f00:1::', 'ff02::1', '0:0:0:0:0:ffff:7f00:1'],
  ])('%s', async (host) => {
    expect(await ask(host)).toEqual(refused)
    expect(await ask(host, { allowPrivateAddresses: false })).toEqual(refused)
  })

  it('a name that resolves there', async () => {
    expect(await ask('localhost')).toEqual(refused)
  })

  it.each(['127.1', '2130706433', '0x7f000001', '017700000001', '127.0.1'])(
    '%s, another way to write one',
    async (host) => {
      expect(await ask(host, { allowPrivateAddresses: true })).toMatchObject({ kind: 'absent', requests: 0 })
    },
  )

  it('unless that is allowed; the loopback address itself is by default, for development', async () => {
    const called = { kind: 'ok', code: null, requests: 1 }
    expect(await ask('127.0.0.1')).toEqual(called)
    expect(await ask('127.0.0.1', { allowPrivateAddresses: false })).toEqual(refused)
    expect(await ask('localhost', { allowPrivateAddresses: true })).toEqual(called)
  })
})

describe('a name', () => {
  /** Stands for the resolver of the system. */
  function resolving(...answers: readonly (readonly string[])[]) {
    const asked: string[] = []
    const fake = (
      name: string,
      _options: object,
      callback: (error: null, found: LookupAddress[]) => void,
    ) => {
      const answer = answers[Math.min(asked.push(name), answers.length) - 1] ?? []
      callback(
        null,
        answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )
    }
    return { asked, lookup: fake as unknown as typeof lookup }
  }
  async function post(connect: ReturnType<typeof createCheckedConnector>) {
    const pool = new Pool(`http://axon.example:${port}`, { connect })
    try {
      const response = await pool.request({ method: 'POST', path: '/ask', body: 'x' })
      return await response.body.text()
    } finally {
      await pool.destroy()
    }
  }

  it.each([[['10.0.0.1']], [['1.1.1.1', '127.0.0.1']], [['1.1.1.1', '::ffff:127.0.0.1']]])(
    'that resolves to %j is refused, whatever else it resolves to',
    async (addresses) => {
      const { lookup } = resolving(addresses)
      await expect(post(createCheckedConnector({ allow: 'loopback', lookup }))).rejects.toMatchObject({
        address: addresses.at(-1),
      })
    },
  )

  it('is resolved once, and connected to what was checked', async () => {
    const { asked, lookup } = resolving(['127.0.0.1'], ['10.0.0.1'])
    expect(await post(createCheckedConnector({ allow: 'all', lookup }))).toContain('result')
    expect(asked).toEqual(['axon.example'])
  })
})
