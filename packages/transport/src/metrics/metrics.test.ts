import { once } from 'node:events'
import { connect } from 'node:net'
import type { Metagraph } from '@subnetkit/chain'
import { metagraphOf, neuronOf } from '@subnetkit/chain/testing'
import { streamSynapse, synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { createMinerClient } from '../client/create-miner-client.js'
import { metagraphAdmission } from '../server/metagraph-admission.js'
import { type MinerOptions, serveMiner } from '../server/serve-miner.js'
import type { AnsweredRequest } from '../server/server-options.js'
import { minerMetrics, processMetrics } from './catalogue.js'
import { createMetricSet } from './metric-set.js'

const alice = createKeypair('//Alice')
const bob = createKeypair('//Bob')
const subnet = { protocol: { double: synapse({ input: z.number(), output: z.number() }) } }

async function start(
  options: Partial<MinerOptions> = {},
  double = (n: number): number | Promise<number> => 2 * n,
) {
  const miner = await serveMiner(
    subnet,
    { double: ({ input }) => double(input) },
    { hotkey: bob.address, admission: null, metrics: { port: 0 }, ...options },
  )
  const admin = `http://127.0.0.1:${miner.metrics?.port}`
  return { miner, admin, [Symbol.asyncDispose]: () => miner.close() }
}

async function ask({ port }: { port: number }) {
  await using client = createMinerClient(subnet, { keypair: alice, sessions: 'off' })
  return await client.query({ hotkey: bob.address, host: '127.0.0.1', port }, 'double', 21)
}

describe('metrics', () => {
  it('count streams by their ends, and the bytes of their chunks', async () => {
    const flow = { protocol: { flow: streamSynapse({ input: z.string(), chunk: z.string() }) } }
    async function* chunks(input: string) {
      yield 'ab'
      if (input === 'fail') throw new Error('x')
      if (input === 'forever')
        for (;;) yield await new Promise<string>((resolve) => setImmediate(resolve, 'ab'))
    }
    await using miner = await serveMiner(
      flow,
      { flow: ({ input }) => chunks(input) },
      { hotkey: bob.address, admission: null, metrics: { port: 0 } },
    )
    await using client = createMinerClient(flow, { keypair: alice, sessions: 'off' })
    const endpoint = { hotkey: bob.address, host: '127.0.0.1', port: miner.port }
    expect(await client.query(endpoint, 'flow', '')).toMatchObject({ kind: 'ok' })
    const text = async () => (await fetch(`http://127.0.0.1:${miner.metrics?.port}/metrics`)).text()
    expect(await text()).toContain('subnetkit_miner_body_bytes_total{direction="sent"} 15')
    expect(await client.query(endpoint, 'flow', 'fail')).toMatchObject({ kind: 'refused' })
    for await (const _ of await client.stream(endpoint, 'flow', 'forever')) break
    await expect.poll(text).toContain('subnetkit_miner_requests_total{synapse="flow",code="CALLER_LEFT"} 1')
    for (const code of ['OK', 'HANDLER_FAILED']) {
      expect(await text()).toContain(`subnetkit_miner_requests_total{synapse="flow",code="${code}"} 1`)
    }
  })

  it('count receipts, kept and unsigned, of a miner that gives them', async () => {
    const failing = { ...bob, sign: () => expect.fail('no key') }
    const readings: string[][] = []
    for (const keypair of [bob, failing]) {
      await using run = await start({ receipts: { keypair, maxAnswers: 1 } })
      expect(await ask(run.miner)).toMatchObject({ kind: 'ok' })
      const text = await (await fetch(`${run.admin}/metrics`)).text()
      readings.push(text.match(/^subnetkit_miner_receipts_.*$/gm) ?? [])
    }
    const counts = (batches: number, unsigned: number, kept: number) => [
      'subnetkit_miner_receipts_answers_total 1',
      `subnetkit_miner_receipts_batches_total ${batches}`,
      `subnetkit_miner_receipts_unsigned_total ${unsigned}`,
      'subnetkit_miner_receipts_dropped_total 0',
      `subnetkit_miner_receipts_kept ${kept}`,
    ]
    expect(readings).toEqual([counts(1, 0, 1), counts(0, 1, 0)])
    await using without = await start()
    expect(await (await fetch(`${without.admin}/metrics`)).text()).not.toContain('receipts_')
  })

  it('count what was served and refused, with labels that strangers cannot add to', async () => {
    await using run = await start({ rateLimit: { limit: 1, windowMs: 60_000 } })
    expect(await ask(run.miner)).toMatchObject({ kind: 'ok' })
    expect(await ask(run.miner)).toMatchObject({ kind: 'refused' })
    for (const path of ['stranger-1', '__proto__', 'x?y'])
      await fetch(`${run.miner.url}/${path}`, { method: 'POST' })
    const response = await fetch(`${run.admin}/metrics`)
    expect(response.headers.get('content-type')).toContain('text/plain')
    const text = await response.text()
    for (const line of [
      'subnetkit_miner_requests_total{synapse="double",code="OK"} 1',
      'subnetkit_miner_requests_total{synapse="double",code="CALLER_TOO_FREQUENT"} 1',
      'subnetkit_miner_requests_total{synapse="other",code="AUTH_MALFORMED"} 3',
      'subnetkit_miner_request_seconds_count{synapse="double"} 1',
      'subnetkit_miner_verification_seconds_count{kind="signature"} 1',
      'subnetkit_miner_body_bytes_total{direction="received"} 2',
      'subnetkit_miner_handlers_running 0',
      'subnetkit_miner_ready 1',
    ]) {
      expect(text).toContain(line)
    }
    expect(text).toMatch(/^event_loop_p99_seconds [\d.e-]+$/m)
    expect(text).toMatch(/^process_cpu_seconds_total [\d.]+$/m)
    expect(text).not.toMatch(/stranger|__proto__|5Grw|127\.0\.0\.1/)
    const named = [...text.matchAll(/^([a-z]\w*?)(?:_bucket|_sum|_count)?(?:\{.*\})? \S+$/gm)].map(
      ([, name]) => name,
    )
    expect([...new Set(named)].toSorted()).toEqual(
      Object.keys({ ...processMetrics, ...minerMetrics }).toSorted(),
    )
  })

  it('are not at the port that strangers call', async () => {
    await using run = await start()
    expect((await fetch(`${run.miner.url}/metrics`)).status).not.toBe(200)
    await using none = await start({ metrics: undefined })
    expect(none.miner.metrics).toBeNull()
  })

  it('answer no page of another site, no other path and no other method', async () => {
    await using run = await start()
    const socket = connect(run.miner.metrics?.port ?? 0, '127.0.0.1')
    socket.write('GET /metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n')
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1\.1 403 /)
    socket.destroy()
    expect((await fetch(`${run.admin}/other`)).status).toBe(404)
    expect((await fetch(`${run.admin}/metrics`, { method: 'POST' })).status).toBe(405)
  })

  it('without prom-client say what to install', async () => {
    vi.resetModules()
    vi.doMock('prom-client', () => {
      throw new Error('Cannot find package')
    })
    const { createMinerMetrics } = await import('./miner-metrics.js')
    const made = createMinerMetrics({
      synapses: [],
      codes: [],
      gauges: () => expect.fail('asked'),
      receipts: null,
    })
    await expect(made).rejects.toMatchObject({ code: 'CONFIG_INVALID', fix: 'Run npm install prom-client.' })
    vi.doUnmock('prom-client')
    vi.resetModules()
  })

  it('at a port that is taken end the start, and leave nothing open', async () => {
    await using run = await start()
    const metrics = { port: run.miner.metrics?.port ?? 0 }
    await expect(start({ metrics })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    const another = start({ metrics: { port: 0 }, port: run.miner.port })
    await expect(another).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })
})

describe('readiness', () => {
  it('waits for the metagraph, and ends when the miner closes', async () => {
    let metagraph: Metagraph | null = null
    let release = () => {}
    const admission = metagraphAdmission({ netuid: 3, metagraph: () => metagraph })
    const run = await start(
      { admission },
      (n) =>
        new Promise((resolve) => {
          release = () => resolve(n)
        }),
    )
    const ready = async (url: string) => {
      const response = await fetch(`${url}/readyz`)
      return [response.status, await response.json()]
    }
    const waits = [503, { ready: false, reasons: ['metagraph'] }]
    expect([await ready(run.admin), await ready(run.miner.url)]).toEqual([waits, waits])
    metagraph = metagraphOf(9, [neuronOf(alice.address, { validatorPermit: true })], {
      netuid: 3,
      ownerHotkey: bob.address,
    })
    const serves = [200, { ready: true, reasons: [] }]
    expect([await ready(run.admin), await ready(run.miner.url)]).toEqual([serves, serves])

    const asked = ask(run.miner)
    await expect
      .poll(async () => (await fetch(`${run.admin}/metrics`)).text())
      .toContain('handlers_running 1')
    const closed = run.miner.close()
    expect(await ready(run.admin)).toEqual([503, { ready: false, reasons: ['closing'] }])
    expect((await fetch(`${run.admin}/healthz`)).status).toBe(200)
    release()
    expect(await asked).toMatchObject({ kind: 'ok' })
    await closed
    await expect(fetch(`${run.admin}/healthz`)).rejects.toThrow()
  })
})

it('each request that was served is reported with its caller', async () => {
  const served: AnsweredRequest[] = []
  await using run = await start({ onAnswer: (request) => served.push(request) })
  await ask(run.miner)
  await fetch(`${run.miner.url}/double`, { method: 'POST' })
  expect(served).toEqual([
    {
      synapse: 'double',
      hotkey: alice.address,
      peer: '127.0.0.1',
      nonce: expect.stringMatching(/^\d+$/),
      latencyMs: expect.any(Number),
      receivedBytes: 2,
      sentBytes: 22,
      trace: null,
    },
  ])
})

it('defect: a counter whose first event is an alarm was not there before, so that Prometheus saw no rise', async () => {
  const few = { type: 'counter', unit: 'x', help: 'A.', labels: { kind: ['one', 'two', 'other'] } } as const
  const codes = { ...few, labels: { kind: ['one'], code: 'code' } } as const
  const steps = ['a', 'b', 'c', 'd'] as const
  const many = { ...few, labels: { kind: steps, more: steps } } as const
  const { text } = await createMetricSet(
    { few_total: few, codes_total: codes, many_total: many },
    { refresh() {} },
  )
  expect((await text()).split('\n').filter((line) => !/^(#|$)/.test(line))).toEqual([
    'few_total{kind="one"} 0',
    'few_total{kind="two"} 0',
  ])
})
