import { request } from 'node:http'
import { isSubnetError } from '@subnetkit/base'
import type { MinerRecords } from '@subnetkit/core/validator'
import { createMinerClient, metagraphAdmission, signRequest } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLog } from '../log/log.js'
import { FetchFailed, fetchRecords } from './fetch-records.js'
import { recordsProtocol } from './protocol.js'
import { serveRecords } from './serve-records.js'

const [validator, one, two, stranger] = ['//validator', '//one', '//two', '//stranger'].map((uri) =>
  createKeypair(uri),
) as [Key, Key, Key, Key]
type Key = ReturnType<typeof createKeypair>

/** Two rounds on a page, and six in all; each line says whose it is. */
const read: MinerRecords = async ({ miner, to = 6, rounds }) => {
  const numbers = [to, to - 1].slice(0, rounds).filter((round) => round > 0)
  const lines = numbers
    .toReversed()
    .flatMap((round) => [`{"kind":"round","round":${round}}`, `{"of":"${miner}"}`])
  const next = Math.min(...numbers) - 1
  return { lines, next: next > 0 ? next : null }
}

let server: Awaited<ReturnType<typeof serveRecords>>
beforeAll(async () => {
  const neurons = [validator, one, two].map(({ address: hotkey }) => ({
    hotkey,
    stake: 0n,
    validatorPermit: false,
  }))
  server = await serveRecords({
    ...{ hotkey: validator.address, host: '127.0.0.1', port: 0, records: new Map([[0, read]]) },
    admission: metagraphAdmission({
      netuid: 3,
      metagraph: () => ({ neurons }) as never,
      requirePermit: false,
    }),
    log: createLog('validator', false),
  })
})
afterAll(() => server.close())

async function fetchAs(keypair: Key, rounds = 20, mechanism = 0, hotkey = validator.address) {
  await using client = createMinerClient({ protocol: recordsProtocol }, { keypair, sessions: 'off' })
  const { host, port } = server
  const endpoint = { hotkey, host, port }
  return await fetchRecords(client, {
    ...{ endpoint, mechanism, rounds, signal: AbortSignal.timeout(20_000), onPage: () => {} },
  })
}

/** Sends one request with these headers, and returns the code of the refusal; null for none. */
function send(headers: Record<string, string>, body: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...{ host: server.host, port: server.port, method: 'POST', path: '/records' },
        headers: { 'content-type': 'application/json', ...headers },
      },
      async (response) => {
        let text = ''
        for await (const chunk of response) text += chunk
        resolve(
          response.statusCode === 200
            ? null
            : (/"code":"([A-Z]+_[A-Z_]+)","message"/.exec(text)?.[1] ?? text),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

const body = JSON.stringify({ mechanism: 0, rounds: 1 })
const signed = (keypair: Key, more: Partial<Parameters<typeof signRequest>[0]> = {}) =>
  signRequest({
    ...{ keypair, method: 'POST', target: '/records', body: Buffer.from(body), receiver: validator.address },
    ...more,
  })

describe('score records of a miner', () => {
  test('go to that miner alone, page by page', async () => {
    const [mine, theirs] = await Promise.all([fetchAs(one), fetchAs(two)])
    for (const [lines, own, other] of [
      [mine, one, two],
      [theirs, two, one],
    ] as const) {
      expect(lines.filter((line) => line.includes('round')).map((line) => JSON.parse(line).round)).toEqual([
        1, 2, 3, 4, 5, 6,
      ])
      expect(lines.filter((line) => line.includes(own.address))).toHaveLength(6)
      expect(lines.join()).not.toContain(other.address)
    }
    expect(await fetchAs(one, 1)).toEqual(['{"kind":"round","round":6}', `{"of":"${one.address}"}`])
    expect(await fetchAs(one, 1, 7)).toEqual([])
  })

  test('cannot be had by naming another miner', async () => {
    const named = JSON.stringify({ mechanism: 0, rounds: 1, miner: two.address })
    expect(await send(signed(one, { body: Buffer.from(named) }), named)).toBe('BODY_MALFORMED')
  })

  test('are refused to requests that are replayed, foreign, unsigned, altered or expired', async () => {
    const headers = signed(one)
    expect(await send(headers, body)).toBeNull()
    expect(await send(headers, body)).toBe('AUTH_REPLAYED')
    expect(await send({}, body)).toBe('AUTH_MALFORMED')
    expect(await send(signed(stranger), body)).toBe('CALLER_UNKNOWN')
    expect(await send(signed(one, { receiver: two.address }), body)).toBe('AUTH_WRONG_RECEIVER')
    expect(await send(signed(one, { receiver: null }), body)).toBe('AUTH_WRONG_RECEIVER')
    expect(await send(signed(one, { body: Buffer.from('{}') }), body)).toBe('AUTH_BAD_SIGNATURE')
    const nonce = BigInt(Date.now() - 60_000) * 1_000_000n
    expect(await send(signed(one, { nonce }), body)).toBe('AUTH_STALE')
    // The headers of one, with the hotkey of another.
    const stolen = { ...signed(two), ...pick(signed(one), 'hotkey') }
    expect(await send(stolen, body)).toBe('AUTH_BAD_SIGNATURE')
  })

  test('are refused to a caller that asks too often, and the others go on', async () => {
    const codes = await Promise.all(Array.from({ length: 40 }, () => send(signed(two), body)))
    expect(codes).toContain('CALLER_TOO_FREQUENT')
    expect(await send(signed(one), body)).toBeNull()
  })

  test('of a validator that refuses end in its code', async () => {
    const error = await fetchAs(stranger).catch((thrown: unknown) => thrown)
    expect(error instanceof FetchFailed && error.result.code).toBe('CALLER_UNKNOWN')
    expect(isSubnetError(error)).toBe(false)
  })
})

const pick = (headers: Record<string, string>, part: string) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase().endsWith(part)))
