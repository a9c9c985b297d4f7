import { connect } from 'node:net'
import { synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { signRequest } from '../btauth/sign-request.js'
import { serveLegacyAxon } from '../legacy/axon.js'
import { legacyRoute } from '../legacy/legacy-route.js'
import { legacySynapse } from '../legacy/legacy-synapse.js'
import { serveMiner } from '../server/serve-miner.js'

const [alice, bob] = [createKeypair('//Alice'), createKeypair('//Bob')]
const protocol = { echo: synapse({ input: z.string(), output: z.string() }) }

function start() {
  const active = { now: 0, most: 0 }
  const echo = async ({ input }: { input: string }) => {
    active.most = Math.max(active.most, ++active.now)
    await new Promise((resolve) => setImmediate(resolve))
    active.now--
    return input
  }
  const options = { hotkey: bob.address, admission: null, rateLimit: null }
  return serveMiner({ protocol }, { echo }, options).then((server) => ({
    ...{ port: server.port, active },
    [Symbol.asyncDispose]: () => server.close(),
  }))
}

const post = (target: string, body: string, headers: readonly string[]) =>
  [`POST ${target} HTTP/1.1`, 'Host: x', ...headers, `Content-Length: ${body.length}`, '', body].join('\r\n')

function signed(text: string): string {
  const body = JSON.stringify(text)
  const parts = { keypair: alice, method: 'POST', target: '/echo', body: Buffer.from(body) }
  const headers = signRequest({ ...parts, receiver: bob.address })
  return post(
    '/echo',
    body,
    Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  )
}

/** Writes everything at once; resolves with the statuses and bodies once the server closes, or after `answers`. */
function pipeline(port: number, requests: readonly string[], answers = Number.POSITIVE_INFINITY) {
  return new Promise<string>((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(requests.join('')))
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
    socket.on('data', (part) => {
      text += part
      if (text.split('HTTP/1.1 ').length > answers) socket.destroy()
    })
  })
}
const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status))

it('defect: three pipelined requests of a peer without a key ended the process of the miner', async () => {
  await using miner = await start()
  const bad = post('/echo', '{}', [])
  for (const requests of [
    [bad, bad, bad],
    [bad, signed('a'), signed('b')],
    [bad, bad, signed('a'), 'junk'],
  ])
    expect(statuses(await pipeline(miner.port, requests))).toEqual([401])
  expect(statuses(await pipeline(miner.port, [signed('a')], 1))).toEqual([200])
})

it('defect: likewise for the axon of v10', async () => {
  const echo = legacySynapse({ name: 'Echo', fields: z.object({ prompt: z.string() }) })
  const routes = [legacyRoute(echo, { forward: () => ({}) })]
  await using axon = await serveLegacyAxon({ keypair: bob, routes, admission: null })
  const bad = post('/Echo', '{}', [])
  for (let times = 0; times < 2; times++)
    expect(statuses(await pipeline(axon.port, [bad, bad, bad]))).toEqual([401])
})

it('serves pipelined requests in order, one at a time, and cuts a connection that sends too many', async () => {
  await using miner = await start()
  const text = await pipeline(miner.port, ['a', 'b', 'c', 'd'].map(signed), 4)
  expect(statuses(text)).toEqual([200, 200, 200, 200])
  expect([...text.matchAll(/"data":"(.)"/g)].map(([, letter]) => letter).join('')).toBe('abcd')
  expect(miner.active.most).toBe(1)
  const many = await pipeline(
    miner.port,
    Array.from({ length: 40 }, () => signed('x')),
  )
  expect(statuses(many).length).toBeLessThan(40)
})
