import { isSubnetError } from '@subnetkit/base'
import type { Metagraph, Neuron } from '@subnetkit/chain'
import { metagraphOf, neuronOf } from '@subnetkit/chain/testing'
import { synapse } from '@subnetkit/core'
import { createKeypair, verifySignature } from '@subnetkit/wallet'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import { z } from 'zod'
import { signRequest } from '../btauth/sign-request.js'
import { createMinerClient } from '../client/create-miner-client.js'
import type { Admission } from './admission.js'
import { metagraphAdmission } from './metagraph-admission.js'
import { rateLimit } from './rate-limit.js'
import { type MinerOptions, serveMiner } from './serve-miner.js'

const alice = createKeypair('//Alice')
const bob = createKeypair('//Bob')
const eve = createKeypair('//Eve')

const subnet = {
  protocol: {
    double: synapse({ input: z.object({ n: z.coerce.number() }), output: z.object({ n: z.number() }) }),
  },
}

const subnet3 = (...neurons: Neuron[]): Metagraph =>
  metagraphOf(9, neurons, { netuid: 3, ownerHotkey: bob.address })

function refusalOf(admission: Admission, hotkey: string, step: 'check' | 'admit' = 'check'): string {
  try {
    admission[step]?.(hotkey, null)
    return 'admitted'
  } catch (error) {
    return isSubnetError(error) ? error.code : String(error)
  }
}

const start = (options: Partial<MinerOptions> = {}) =>
  serveMiner(
    subnet,
    { double: ({ input }) => ({ n: input.n * 2 }) },
    { hotkey: bob.address, admission: null, ...options },
  )

async function ask(miner: { port: number }, keypair = alice) {
  await using client = createMinerClient(subnet, { keypair })
  return await client.query({ hotkey: bob.address, host: '127.0.0.1', port: miner.port }, 'double', { n: 21 })
}

describe('serveMiner', () => {
  it('answers signed queries', async () => {
    await using miner = await start()
    expect(miner).toMatchObject({
      hotkey: bob.address,
      host: '127.0.0.1',
      url: `http://127.0.0.1:${miner.port}`,
    })
    expect(await ask(miner)).toMatchObject({ kind: 'ok', output: { n: 42 } })
  })

  it('admits by the metagraph, whose latest state counts', async () => {
    let metagraph: Metagraph | null = null
    await using miner = await start({
      admission: metagraphAdmission({ netuid: 3, metagraph: () => metagraph }),
    })
    const reason = (text: string) => ({ kind: 'refused', reason: expect.stringContaining(text) })
    expect(await ask(miner)).toMatchObject(reason('HTTP 403 CALLER_UNKNOWN'))
    metagraph = subnet3(neuronOf(alice.address))
    expect(await ask(miner)).toMatchObject(reason('HTTP 403 CALLER_WITHOUT_PERMIT'))
    metagraph = subnet3(neuronOf(alice.address, { validatorPermit: true }))
    expect(await ask(miner)).toMatchObject({ kind: 'ok' })
    expect(await ask(miner, eve)).toMatchObject(reason('CALLER_UNKNOWN'))
  })

  it('limits each caller on its own', async () => {
    await using miner = await start({ rateLimit: { limit: 1, windowMs: 3_600_000 } })
    expect(await ask(miner)).toMatchObject({ kind: 'ok' })
    expect(await ask(miner)).toMatchObject({
      reason: expect.stringContaining('HTTP 429 CALLER_TOO_FREQUENT'),
    })
    expect(await ask(miner, eve)).toMatchObject({ kind: 'ok' })
  })

  it('serves a caller of its own list beyond the metagraph, and never a banned one', async () => {
    const admission = metagraphAdmission({ netuid: 3, metagraph: () => subnet3() })
    const allow = { hotkeys: [alice.address, eve.address] }
    await using miner = await start({ admission, allow, ban: { hotkeys: [eve.address] } })
    expect(await ask(miner)).toMatchObject({ kind: 'ok' })
    expect(await ask(miner, eve)).toMatchObject({ kind: 'refused', code: 'CALLER_BANNED' })
    await using closed = await start({ ban: { addresses: ['127.0.0.0/8'] } })
    expect(await ask(closed)).toMatchObject({ kind: 'refused', code: 'CALLER_BANNED' })
  })

  it('makes callers wait for a handler by their stake', async () => {
    const served: string[] = []
    const releases: (() => void)[] = []
    const admission = metagraphAdmission({
      netuid: 3,
      requirePermit: false,
      metagraph: () =>
        subnet3(neuronOf(alice.address, { stake: 9n }), neuronOf(eve.address, { stake: 10n ** 12n })),
    })
    const limits = { maxConcurrent: 1, maxWaiting: 1 }
    await using miner = await serveMiner(
      subnet,
      {
        async double({ caller }) {
          served.push(caller.hotkey)
          await new Promise<void>((resolve) => releases.push(resolve))
          return { n: 1 }
        },
      },
      { hotkey: bob.address, admission, limits },
    )
    const first = ask(miner)
    await vi.waitFor(() => expect(served).toHaveLength(1))
    const poor = ask(miner)
    const rich = ask(miner, eve)
    expect(await poor).toMatchObject({ kind: 'refused', code: 'MINER_OVERLOADED' })
    releases.shift()?.()
    await vi.waitFor(() => expect(served).toHaveLength(2))
    releases.shift()?.()
    expect([await first, await rich]).toMatchObject([{ kind: 'ok' }, { kind: 'ok' }])
    expect(served).toEqual([alice.address, eve.address])
  })

  it('defect: forged requests are refused before their signature is checked, and cost their hotkey nothing', async () => {
    let checked = 0
    await using miner = await start({
      limits: { maxUnprovenPerCaller: 3, unprovenPerSecond: 1 },
      auth: {
        verifySignature: (parts) => {
          checked++
          return verifySignature(parts)
        },
      },
    })
    await using client = createMinerClient(subnet, { keypair: alice })
    const endpoint = { hotkey: bob.address, host: '127.0.0.1', port: miner.port }
    const honest = () => client.query(endpoint, 'double', { n: 21 })
    expect(await honest()).toMatchObject({ kind: 'ok' })

    const body = '{"n":21}'
    const forged = () =>
      fetch(`${miner.url}/double`, {
        method: 'POST',
        body,
        headers: {
          ...signRequest({
            keypair: alice,
            method: 'POST',
            target: '/double',
            body: Buffer.from(body),
            receiver: bob.address,
          }),
          'X-Bittensor-Signature': `0x${'ab'.repeat(64)}`,
        },
      })
    const answers = []
    for (let index = 0; index < 6; index++) answers.push(await forged())
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 429, 429, 429])
    expect(answers.at(-1)?.headers.get('retry-after')).toBe('1')
    expect(checked).toBe(4)
    expect(await honest()).toMatchObject({ kind: 'ok' })
  })

  it('infers inputs and outputs of the handlers', () => {
    const options = { hotkey: bob.address, admission: null }
    const typesOnly = () => [
      serveMiner(
        subnet,
        {
          double: ({ input, caller, signal }) => {
            expectTypeOf(input).toEqualTypeOf<{ n: number }>()
            expectTypeOf(caller.hotkey).toEqualTypeOf<string>()
            expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
            return { n: 1 }
          },
        },
        options,
      ),
      // @ts-expect-error the output has another type
      serveMiner(subnet, { double: () => ({ n: 'one' }) }, options),
      // @ts-expect-error there is no such synapse
      serveMiner(subnet, { double: () => ({ n: 1 }), triple: () => ({ n: 1 }) }, options),
      // @ts-expect-error the handler is missing
      serveMiner(subnet, {}, options),
    ]
    expect(typesOnly).toBeTypeOf('function')
  })
})

describe('metagraphAdmission', () => {
  const metagraph = subnet3(
    neuronOf('permit', { validatorPermit: true }),
    neuronOf('rich', { stake: 100n }),
    neuronOf('poor', { stake: 99n }),
  )
  const given = { netuid: 3, metagraph: () => metagraph }
  const admitted = (options: { minStake?: bigint; requirePermit?: boolean }) =>
    ['permit', 'rich', 'poor'].filter(
      (name) => refusalOf(metagraphAdmission({ ...given, ...options }), name) === 'admitted',
    )

  it('defect: any hotkey was served, whatever its stake; it takes a permit, or the stake that may stand in for it', () => {
    expect(admitted({})).toEqual(['permit'])
    expect(admitted({ minStake: 100n })).toEqual(['permit', 'rich'])
    expect(admitted({ minStake: 100n, requirePermit: false })).toEqual(['rich'])
    expect(admitted({ requirePermit: false })).toEqual(['permit', 'rich', 'poor'])
  })

  it('defect: an unknown caller broke the check; it is refused, also before the first sync', () => {
    expect(refusalOf(metagraphAdmission(given), 'stranger')).toBe('CALLER_UNKNOWN')
    expect(refusalOf(metagraphAdmission({ netuid: 3, metagraph: () => null }), 'permit')).toBe(
      'CALLER_UNKNOWN',
    )
  })
})

describe('rateLimit', () => {
  it('counts admitted requests, not looks', () => {
    let time = 0
    const limit = rateLimit({ limit: 2, windowMs: 100, now: () => time })
    for (let look = 0; look < 9; look++) expect(refusalOf(limit, 'a')).toBe('admitted')
    expect([refusalOf(limit, 'a', 'admit'), refusalOf(limit, 'a', 'admit')]).toEqual(['admitted', 'admitted'])
    expect([refusalOf(limit, 'a'), refusalOf(limit, 'a', 'admit')]).toEqual(
      Array(2).fill('CALLER_TOO_FREQUENT'),
    )
    expect(refusalOf(limit, 'b')).toBe('admitted')
    time = 100
    expect(refusalOf(limit, 'a')).toBe('admitted')
  })

  it('defect: says when the next request passes, and not how long its window is', () => {
    let time = 0
    const limit = rateLimit({ limit: 2, windowMs: 100, now: () => time })
    refusalOf(limit, 'a', 'admit')
    refusalOf(limit, 'a', 'admit')
    time = 20
    expect(() => limit.check('a', null)).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ retryMs: 30 }) }),
    )
    time = 49
    expect(refusalOf(limit, 'a')).toBe('CALLER_TOO_FREQUENT')
    time = 50
    expect([refusalOf(limit, 'a', 'admit'), refusalOf(limit, 'a')]).toEqual([
      'admitted',
      'CALLER_TOO_FREQUENT',
    ])
  })

  it('keeps a bounded number of callers in mind, the latest ones', () => {
    const limit = rateLimit({ limit: 1, windowMs: 100, maxCallers: 2, now: () => 0 })
    for (const caller of ['a', 'b', 'c']) refusalOf(limit, caller, 'admit')
    expect(['a', 'b', 'c'].map((caller) => refusalOf(limit, caller))).toEqual([
      'admitted',
      'CALLER_TOO_FREQUENT',
      'CALLER_TOO_FREQUENT',
    ])
  })

  it.each([{ limit: 0 }, { windowMs: Number.NaN }, { maxCallers: -1 }])('refuses %j', (options) => {
    expect(() => rateLimit({ limit: 1, windowMs: 100, ...options })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  })
})
