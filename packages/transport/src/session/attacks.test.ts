import { connect } from 'node:net'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import type { CallerSession } from './caller-session.js'
import { sessionHeaders } from './headers.js'
import { authenticate, hello, type Miner, open, opened, post, send, start } from './testing/session-miner.js'

const startedAt = 1_800_000_000_000

/** A miner whose clock of sessions the test moves. */
async function withClock() {
  const clock = { now: startedAt }
  const miner = await start({ sessions: { now: () => clock.now } })
  const session = await opened(miner)
  const ask = async (callerNow: number, of = session) => (await send(miner, authenticate(of, callerNow))).code
  return { clock, miner, session, ask, [Symbol.asyncDispose]: () => miner.server.close() }
}

/** Sends the head and half of the body, and closes the connection. */
function sendHalf({ server }: Miner, headers: Readonly<Record<string, string>>): Promise<void> {
  const lines = Object.entries({ ...headers, 'Content-Length': `${hello.length}` })
  const head = ['POST /echo HTTP/1.1', 'Host: x', ...lines.map(([name, value]) => `${name}: ${value}`)]
  return new Promise((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () =>
      socket.end(`${head.join('\r\n')}\r\n\r\n${hello.slice(0, 6)}`),
    )
    socket
      .on('error', () => {})
      .on('close', () => resolve())
      .resume()
  })
}

it('serves one of many copies of a request, whichever connections they come on', async () => {
  await using miner = await start()
  const call = authenticate(await opened(miner))
  const codes = await Promise.all(
    Array.from({ length: 24 }, () => send(miner, call).then(({ code }) => code)),
  )
  expect(codes.filter((code) => code === 'ok')).toHaveLength(1)
  expect(new Set(codes)).toEqual(new Set(['ok', 'SESSION_REPLAYED']))
  expect(miner.served).toHaveLength(1)
})

it('a request that was cut off uses up no counter', async () => {
  await using miner = await start()
  const call = authenticate(await opened(miner))
  await sendHalf(miner, call.headers)
  expect((await send(miner, call, hello.slice(0, 6))).code).toBe('SESSION_BAD_MAC')
  expect((await send(miner, call)).code).toBe('ok')
  expect(miner.served).toHaveLength(1)
})

it('never falls from a session to a signature, nor to nothing', async () => {
  await using miner = await start()
  const { headers } = authenticate(await opened(miner))
  const without = (...left: string[]) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => !left.includes(name)))
  const codes = []
  for (const name of Object.values(sessionHeaders))
    codes.push((await post(miner, '/echo', hello, without(name))).code)
  codes.push((await post(miner, '/echo', hello, {})).code)
  expect(codes).toEqual([...Array(4).fill('SESSION_MALFORMED'), 'AUTH_MALFORMED'])
  expect(miner.served).toEqual([])
})

it('is of no use to another caller, or at another miner of the same hotkey', async () => {
  await using miner = await start()
  await using twin = await start()
  const session = await opened(miner)
  const { session: other } = await open(miner, { keypair: createKeypair('//Charlie') })
  const stolen = { ...authenticate(other!).headers, [sessionHeaders.session]: session.id }
  expect((await post(miner, '/echo', hello, stolen)).code).toBe('SESSION_BAD_MAC')
  expect((await send(twin, authenticate(session))).code).toBe('SESSION_UNKNOWN')
})

it('the clock of the miner steps forward and back', async () => {
  await using run = await withClock()
  const { clock, ask, session, miner } = run
  const early = authenticate(session, startedAt)
  const late = authenticate(session, startedAt)
  expect((await send(miner, early)).code).toBe('ok')
  clock.now = startedAt + 60_000
  expect([await ask(startedAt), await ask(clock.now)]).toEqual(['SESSION_STALE', 'ok'])
  clock.now = startedAt
  // What was stale is fresh again, and what was accepted stays so.
  expect([(await send(miner, late)).code, (await send(miner, early)).code]).toEqual([
    'ok',
    'SESSION_REPLAYED',
  ])
  clock.now = startedAt - 60_000
  expect([await ask(startedAt), await ask(clock.now)]).toEqual(['SESSION_STALE', 'ok'])
})

it('defect: a session outlived its time by as much as the clock of the miner stepped back', async () => {
  await using run = await withClock()
  const { clock, ask } = run
  expect(await ask(startedAt)).toBe('ok')
  clock.now = startedAt - 3_600_000
  expect(await ask(clock.now)).toBe('SESSION_UNKNOWN')
  clock.now = startedAt
  expect(await ask(startedAt)).toBe('SESSION_UNKNOWN')
})

it('a step forward beyond its end or its idle time ends a session for good', async () => {
  for (const stepMs of [300_001, 600_001]) {
    await using run = await withClock()
    run.clock.now = startedAt + stepMs
    expect(await run.ask(run.clock.now)).toBe('SESSION_UNKNOWN')
    run.clock.now = startedAt
    expect(await run.ask(startedAt)).toBe('SESSION_UNKNOWN')
  }
})

it('the clock of the caller steps forward and back', async () => {
  await using run = await withClock()
  const codes = []
  for (const offsetMs of [0, 2_000, 2_001, -10_000, -10_001, 3_600_000, -3_600_000, 0])
    codes.push(await run.ask(startedAt + offsetMs))
  const stale = 'SESSION_STALE'
  expect(codes).toEqual(['ok', 'ok', stale, 'ok', stale, stale, stale, 'ok'])
})

it('requests overtake each other within the window only, whatever the connection', async () => {
  await using miner = await start()
  const session: CallerSession = await opened(miner)
  const calls = Array.from({ length: 1_026 }, () => authenticate(session))
  const code = async (index: number) => (await send(miner, calls[index]!)).code
  expect([await code(1_025), await code(1), await code(2), await code(2), await code(1_024)]).toEqual([
    ...['ok', 'SESSION_REPLAYED', 'ok', 'SESSION_REPLAYED', 'ok'],
  ])
})
