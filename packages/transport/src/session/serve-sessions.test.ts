import { isSubnetError } from '@subnetkit/base'
import { expect, it } from 'vitest'
import { transportError } from '../errors/transport-error.js'
import { type CallerSession, startHandshake } from './caller-session.js'
import { sessionHeaders, sessionTarget } from './headers.js'
import { alice, authenticate, bob, hello, open, opened, post, send, start } from './testing/session-miner.js'

it('serves the caller of the handshake, over any connection, with authenticated answers', async () => {
  await using miner = await start()
  const session = await opened(miner)
  const calls = Array.from({ length: 64 }, () => authenticate(session))
  const answers = await Promise.all(
    calls.reverse().map(async (call) => ({ call, answer: await send(miner, call) })),
  )
  expect(answers.map(({ call, answer }) => [answer.code, call.isAnsweredBy(answer)])).toEqual(
    calls.map(() => ['ok', true]),
  )
  expect(new Set(miner.served)).toEqual(new Set([`${alice.address} hi`]))
  const [{ call, answer }] = answers as [(typeof answers)[0]]
  expect(call.isAnsweredBy({ ...answer, body: Buffer.from('{}') })).toBe(false)
  expect(call.isAnsweredBy({ ...answer, status: 500 })).toBe(false)
  expect(authenticate(session).isAnsweredBy(answer)).toBe(false)
})

it('refuses replayed, altered, truncated and expired requests, and those of another session', async () => {
  await using miner = await start()
  const [session, other] = [await opened(miner), await opened(miner)]
  const call = authenticate(session)
  const mac = call.headers[sessionHeaders.mac]!
  const changed = (name: string, value: string) =>
    post(miner, '/echo', hello, { ...call.headers, [name]: value })
  const codes = [
    (await send(miner, call, `${hello} `)).code,
    (await post(miner, '/fail', hello, call.headers)).code,
    (await changed(sessionHeaders.mac, mac.slice(0, 62))).code,
    (await changed(sessionHeaders.session, other.id)).code,
    (await changed(sessionHeaders.counter, '9')).code,
    (await changed('X-Bittensor-Version', '1')).code,
    (await send(miner, authenticate(session, Date.now() - 20_000))).code,
    (await send(miner, authenticate(session, Date.now() + 20_000))).code,
  ]
  expect(codes).toEqual([
    'SESSION_BAD_MAC',
    'SESSION_BAD_MAC',
    'SESSION_MALFORMED',
    'SESSION_BAD_MAC',
    'SESSION_BAD_MAC',
    'SESSION_MALFORMED',
    'SESSION_STALE',
    'SESSION_STALE',
  ])
  expect(miner.served).toEqual([])
  expect([(await send(miner, call)).code, (await send(miner, call)).code]).toEqual(['ok', 'SESSION_REPLAYED'])
})

it('authenticates failures after the MAC, and none before it', async () => {
  await using miner = await start()
  const session = await opened(miner)
  const call = authenticate(session, Date.now(), '/fail')
  const failed = await post(miner, '/fail', hello, call.headers)
  expect([failed.code, call.isAnsweredBy(failed)]).toEqual(['HANDLER_FAILED', true])
  expect((await post(miner, '/fail', hello, call.headers)).mac).toBe('')
})

it('asks admission for the session as for a signature, and counts both in one limit', async () => {
  let admitted = true
  const admission = {
    check(hotkey: string) {
      if (!admitted) throw transportError('CALLER_UNKNOWN', { hotkey, netuid: 1 })
    },
  }
  await using miner = await start({ admission, rateLimit: { limit: 2, windowMs: 60_000 } })
  const session = await opened(miner)
  admitted = false
  expect((await send(miner, authenticate(session))).code).toBe('CALLER_UNKNOWN')
  expect((await open(miner)).answer.code).toBe('CALLER_UNKNOWN')
  admitted = true
  const codes = []
  for (let count = 0; count < 3; count++) codes.push((await send(miner, authenticate(session))).code)
  expect(codes).toEqual(['ok', 'ok', 'CALLER_TOO_FREQUENT'])
})

it('refuses handshakes that are replayed, malformed, oversized or inside a session', async () => {
  await using miner = await start()
  const { headers, body, session } = await open(miner)
  const { hello: good } = startHandshake({ lifetime: 600, channel: '-' })
  const inside = session!.authenticate(
    { method: 'POST', target: sessionTarget, body: Buffer.from(hello), channel: '-' },
    Date.now(),
  )
  const bodyOf = async (value: object) => (await open(miner, { body: JSON.stringify(value) })).answer.code
  expect([
    (await post(miner, sessionTarget, body, headers)).code,
    await bodyOf({ ...good, version: 'session/0' }),
    await bodyOf({ ...good, key: '00'.repeat(32) }),
    await bodyOf({ ...good, channel: 'ab'.repeat(32) }),
    await bodyOf({ ...good, more: 1 }),
    await bodyOf({ ...good, more: 'x'.repeat(2_000) }),
    (await post(miner, sessionTarget, hello, inside.headers)).code,
  ]).toEqual([
    'AUTH_REPLAYED',
    'SESSION_MALFORMED',
    'SESSION_MALFORMED',
    'SESSION_WRONG_CHANNEL',
    'SESSION_MALFORMED',
    'BODY_TOO_LARGE',
    'SESSION_MALFORMED',
  ])
})

it('forgets sessions that expire, sit idle or exceed the limits', async () => {
  let now = Date.now()
  const sessions = {
    now: () => now,
    lifetimeMs: 20_000,
    idleMs: 8_000,
    maxSessions: 3,
    maxSessionsPerHotkey: 2,
  }
  await using miner = await start({ sessions })
  const ask = async (session: CallerSession) => (await send(miner, authenticate(session, now))).code
  const first = await opened(miner)
  const second = await opened(miner)
  expect(await ask(first)).toBe('ok')
  const third = await opened(miner)
  expect([await ask(first), await ask(second), await ask(third)]).toEqual(['ok', 'SESSION_UNKNOWN', 'ok'])
  now += 7_000
  expect(await ask(first)).toBe('ok')
  now += 7_000
  expect([await ask(first), await ask(third)]).toEqual(['ok', 'SESSION_UNKNOWN'])
  now += 7_000
  expect(await ask(first)).toBe('SESSION_UNKNOWN')
})

it('signs handshakes with its key on demand, and only with the right one', async () => {
  await using anonymous = await start()
  expect((await open(anonymous, { mustSign: true })).session).toBeNull()
  await using named = await start({ sessions: { keypair: bob } })
  expect((await open(named, { mustSign: true })).session).not.toBeNull()
  const error = await start({ sessions: { keypair: alice } }).catch((thrown: unknown) => thrown)
  expect(isSubnetError(error, 'CONFIG_INVALID')).toBe(true)
})

it('knows no handshake without sessions', async () => {
  await using miner = await start({ sessions: null })
  const { answer } = await open(miner)
  expect([answer.status, answer.code]).toEqual([404, 'SESSIONS_OFF'])
})
