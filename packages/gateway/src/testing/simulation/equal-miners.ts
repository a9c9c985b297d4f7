import { createManualClock } from '@subnetkit/base/testing'
import type { Candidate, GatewayModel } from '../../model.js'
import { createRouter } from '../../routing/ask.js'
import { ok } from '../fake-model.js'
import { logNormal, seededRandom } from './random.js'

interface Equals {
  readonly miners: number
  readonly requests: number
  readonly perSecond: number
  readonly seed: number
}

/** Puts requests to miners that are alike in all respects. Returns the share of each in the second half of the requests. */
export async function simulateEqualMiners({
  miners: count,
  requests,
  perSecond,
  seed,
}: Equals): Promise<readonly number[]> {
  const random = seededRandom(seed)
  const clock = createManualClock()
  const miners = Array.from(
    { length: count },
    (_, at): Candidate => ({
      ...{ hotkey: `miner-${at}`, coldkey: `owner-${at}`, host: '127.0.0.1', port: 1 },
      ...{ registeredAt: 1, incentive: 1 },
    }),
  )
  const model = {
    candidates: () => ({ miners, stale: false }),
    async query() {
      const latencyMs = logNormal(150, 0.4, random)
      await clock.sleep(latencyMs)
      return ok('', 'stop', latencyMs)
    },
  } as Pick<GatewayModel, 'candidates' | 'query'> as GatewayModel
  const router = createRouter({ clock, random })
  const question = { synapse: 'say', input: null, prompt: '', param: 'prompt', read: () => true as const }
  const answered = miners.map(() => 0)
  async function request(isCounted: boolean): Promise<void> {
    const asking = { model, stop: new AbortController().signal, asked: new Set<string>(), onCall: () => {} }
    const { miner } = await router.ask(question, asking, { hedged: false })
    if (isCounted) answered[miners.indexOf(miner)]!++
  }
  async function arrive(): Promise<void> {
    const open: Promise<void>[] = []
    for (let at = 0; at < requests; at++) {
      open.push(request(at >= requests / 2))
      await clock.sleep((-1_000 / perSecond) * Math.log(1 - random()))
    }
    await Promise.all(open)
  }
  await clock.runUntil(arrive(), { limitMs: Number.MAX_SAFE_INTEGER })
  const all = answered.reduce((sum, one) => sum + one, 0)
  return answered.map((one) => one / all)
}
