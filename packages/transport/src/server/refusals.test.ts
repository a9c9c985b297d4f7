import { SubnetError } from '@subnetkit/base'
import { synapse, versions } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { request } from 'undici'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { signRequest } from '../btauth/sign-request.js'
import { transportError } from '../errors/transport-error.js'
import { createRouter } from './router.js'
import { type MinerOptions, serveMiner } from './serve-miner.js'
import { createErrorEncoder } from './trpc-error.js'

const alice = createKeypair('//Alice')
const bob = createKeypair('//Bob')
const any = synapse({ input: z.unknown(), output: z.unknown() })
const protocol = { add: any, ...versions('complete', { 1: any, 2: any }) }
const handlers = { add: () => 1, complete: () => 1, 'complete.v2': () => 2 }

async function start(options: Partial<MinerOptions> = {}) {
  const errors: SubnetError[] = []
  const miner = await serveMiner({ protocol }, handlers, {
    hotkey: bob.address,
    admission: null,
    onError: (error) => errors.push(error),
    ...options,
  })
  return { url: miner.url, errors, [Symbol.asyncDispose]: () => miner.close() }
}

async function send(url: string, method: 'GET' | 'POST' | 'PUT', target: string) {
  const body = method === 'GET' ? undefined : '{}'
  const signed = signRequest({
    ...{ keypair: alice, method, target, receiver: bob.address },
    body: Buffer.from(body ?? ''),
  })
  const response = await request(`${url}${target}`, { method, headers: signed, ...(body && { body }) })
  const { error } = (await response.body.json()) as {
    error?: { data: { httpStatus: number; subnetkit: { code: string; message: string } } }
  }
  const { statusCode: status, headers } = response
  return { status, allow: headers.allow, ...error?.data.subnetkit, httpStatus: error?.data.httpStatus }
}

describe('defect: a wrong method was refused as an unknown version', () => {
  it.each(['GET', 'PUT'] as const)('%s is METHOD_NOT_ALLOWED and says what is', async (method) => {
    await using run = await start()
    const refused = { status: 405, httpStatus: 405, code: 'METHOD_NOT_ALLOWED', allow: 'POST' }
    expect(await send(run.url, method, '/add')).toMatchObject(refused)
    expect(await send(run.url, method, '/.session')).toMatchObject(refused)
    expect(await send(run.url, method, '/complete.v2')).toMatchObject(refused)
    expect(await send(run.url, method, '/other')).toMatchObject({ status: 404, code: 'SYNAPSE_UNKNOWN' })
  })

  it('the path of version 1 with its number says the name that it has', async () => {
    await using run = await start()
    expect(await send(run.url, 'POST', '/complete.v1')).toMatchObject({
      ...{ status: 404, code: 'SYNAPSE_MISNAMED' },
      message: 'version 1 is served as complete, not as complete.v1',
    })
    expect(await send(run.url, 'POST', '/complete.v3')).toMatchObject({ code: 'SYNAPSE_VERSION_UNKNOWN' })
  })
})

it('defect: the body of a refusal stated another status than its head', () => {
  const encode = createErrorEncoder(createRouter(protocol, handlers))
  const catalogue: Readonly<Record<string, { message: string; fix: string; status?: number }>> =
    transportError.catalogue
  const stated = Object.entries(catalogue).map(([code, { status = 500, message, fix }]) => {
    const error = new SubnetError({ code, message, fix, status, details: {} })
    return [code, status, JSON.parse(encode(error, 'add')).error.data.httpStatus] as const
  })
  expect(stated.length).toBeGreaterThan(40)
  for (const [code, status, httpStatus] of stated) expect([code, httpStatus]).toEqual([code, status])
})

describe('defect: a failure of the admission was blamed on the handler', () => {
  const broken = () => {
    throw new TypeError('no table')
  }
  it.each([
    ['check', { check: broken }],
    ['admit', { check: () => {}, admit: broken }],
  ])('in %s', async (_, admission) => {
    await using run = await start({ admission })
    expect(await send(run.url, 'POST', '/add')).toMatchObject({ status: 500, code: 'ADMISSION_FAILED' })
    expect(run.errors).toMatchObject([{ code: 'ADMISSION_FAILED', cause: { message: 'no table' } }])
  })

  it('one that cannot say whether it is ready is not', async () => {
    await using run = await start({ admission: { check: () => {}, unready: broken } })
    const { statusCode, body } = await request(`${run.url}/readyz`)
    expect([statusCode, await body.json()]).toEqual([503, { ready: false, reasons: ['admission'] }])
  })
})

it('defect: a miner without sessions and receipts called their targets unknown synapses', async () => {
  await using run = await start({ sessions: null })
  expect(await send(run.url, 'POST', '/.session')).toMatchObject({ status: 404, code: 'SESSIONS_OFF' })
  expect(await send(run.url, 'POST', '/.receipts')).toMatchObject({ status: 404, code: 'RECEIPTS_OFF' })
})

it('defect: handshakes used up the rate of calls', async () => {
  await using run = await start({ rateLimit: { limit: 2, windowMs: 3_600_000 } })
  const codes = []
  // The handshakes are refused later, as malformed.
  for (const target of ['/.session', '/.session', '/.session', '/add', '/add', '/add']) {
    codes.push((await send(run.url, 'POST', target)).code)
  }
  const malformed = ['SESSION_MALFORMED', 'SESSION_MALFORMED', 'SESSION_MALFORMED']
  expect(codes).toEqual([...malformed, undefined, undefined, 'CALLER_TOO_FREQUENT'])
  for (let n = 3; n < 30; n++) await send(run.url, 'POST', '/.session')
  expect(await send(run.url, 'POST', '/.session')).toMatchObject({ status: 429, code: 'CALLER_TOO_FREQUENT' })
})
