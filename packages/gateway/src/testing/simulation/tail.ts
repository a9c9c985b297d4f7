import { createManualClock } from '@subnetkit/base/testing'
import type { Candidate, GatewayModel } from '../../model.js'
import { createRouter } from '../../routing/ask.js'
import { absent, ok } from '../fake-model.js'
import { logNormal, seededRandom } from './random.js'
import { createSlots } from './slots.js'

/** Latencies of requests in virtual time, in ms, and what they took. */
export interface Tail {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  /** Share of requests without an answer. */
  readonly failed: number
  /** Calls of miners beyond one for each request, as a share. */
  readonly extra: number
}

interface Load {
  readonly requests: number
  readonly perSecond: number
  readonly hedged: boolean
  readonly seed: number
}

/** Kinds of miners: how many, their median time and its spread, shares of calls that stall and that are never answered. */
const mix = [
  { count: 14, median: 150, sigma: 0.4, stalls: 0.02, never: 0.002 },
  { count: 4, median: 400, sigma: 0.5, stalls: 0.02, never: 0.01 },
  { count: 2, median: 1_500, sigma: 0.6, stalls: 0.05, never: 0.05 },
]
const slots = 4
const deadlineMs = 4_000

/** Puts requests to 20 miners through the router itself, on a clock of its own. */
export async function simulateTail({ requests, perSecond, hedged, seed }: Load): Promise<Tail> {
  const random = seededRandom(seed)
  const clock = createManualClock()
  const kinds = mix.flatMap(({ count, ...kind }) => Array.from({ length: count }, () => kind))
  const miners = kinds.map((kind, at) => ({
    ...{ ...kind, queue: createSlots(slots, clock) },
    candidate: {
      ...{ hotkey: `miner-${at}`, coldkey: `owner-${at}`, host: '127.0.0.1', port: 1 },
      ...{ registeredAt: 1, incentive: 1 },
    } satisfies Candidate,
  }))
  const byCandidate = new Map(miners.map((miner) => [miner.candidate, miner]))
  const candidates = { miners: miners.map(({ candidate }) => candidate), stale: false }
  let calls = 0
  const model = {
    candidates: () => candidates,
    async query(candidate: Candidate, _synapse: string, _input: unknown, { signal }) {
      calls++
      const { median, sigma, stalls, never, queue } = byCandidate.get(candidate)!
      const stall = random() < stalls ? 1_250 + 2_500 * random() : 0
      const lost = random() < never
      const ms = lost ? Number.MAX_SAFE_INTEGER : logNormal(median, sigma, random) + stall
      const startedAt = clock.now()
      await queue.work(Math.min(ms, deadlineMs), signal!)
      const latencyMs = clock.now() - startedAt
      return ms >= deadlineMs ? { ...absent, latencyMs } : ok('', 'stop', latencyMs)
    },
  } as Pick<GatewayModel, 'candidates' | 'query'> as GatewayModel
  const router = createRouter({
    ...{ clock, random, shares: { probes: 0, crossChecks: 0 } },
    onError: (error) => {
      throw error
    },
  })
  const question = { synapse: 'say', input: null, prompt: '', param: 'prompt', read: () => true as const }

  const latencies: number[] = []
  let failed = 0
  async function request(): Promise<void> {
    const startedAt = clock.now()
    const deadline = new AbortController()
    const timer = clock.timeout(() => deadline.abort(), deadlineMs)
    const asking = { model, stop: deadline.signal, asked: new Set<string>(), onCall: () => {} }
    try {
      await router.ask(question, asking, { hedged })
    } catch {
      failed++
    } finally {
      timer.cancel()
      latencies.push(Math.min(deadlineMs, clock.now() - startedAt))
    }
  }
  async function arrive(): Promise<void> {
    const open: Promise<void>[] = []
    for (let count = 0; count < requests; count++) {
      open.push(request())
      await clock.sleep((-1_000 / perSecond) * Math.log(1 - random()))
    }
    await Promise.all(open)
  }
  await clock.runUntil(arrive(), { limitMs: Number.MAX_SAFE_INTEGER })
  const sorted = latencies.sort((a, b) => a - b)
  const quantile = (share: number) => sorted[Math.floor(share * sorted.length)]!
  return {
    ...{ p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) },
    ...{ failed: failed / requests, extra: calls / requests - 1 },
  }
}
