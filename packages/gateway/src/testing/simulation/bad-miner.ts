import { setImmediate } from 'node:timers/promises'
import { createStop } from '@subnetkit/base'
import { createManualClock } from '@subnetkit/base/testing'
import type { QueryResult } from '@subnetkit/core'
import type { Candidate, GatewayModel } from '../../model.js'
import { createRouter } from '../../routing/ask.js'
import { logNormal, seededRandom } from './random.js'

/** Traffic that a miner gets after it has turned bad. */
export interface BadMiner {
  /** Its share of the first so many requests. */
  readonly first100: number
  readonly first500: number
  readonly first2000: number
  /** Requests after which it gets less than 1 % of the next 200. */
  readonly quietAfter: number
}

interface Turn {
  /** Share of its answers that are right after it has turned. */
  readonly right: number
  readonly seed: number
}

const skills = [0.97, 0.9, 0.91, 0.92, 0.93, 0.94, 0.95, 0.92]
const [before, afterwards] = [800, 2_200]

/** Lets the best of 8 miners turn bad, under probes of 10 % and cross-checks of 5 %, and counts who answers. */
export async function simulateBadMiner({ right, seed }: Turn): Promise<BadMiner> {
  const random = seededRandom(seed)
  const miners = skills.map((_, at): Candidate => {
    const host = { host: '127.0.0.1', port: 1, registeredAt: 1, incentive: 1 }
    return { ...host, hotkey: `miner-${at}`, coldkey: `owner-${at}` }
  })
  let hasTurned = false
  let answers = 0
  const question = {
    ...{ synapse: 'say', input: null, prompt: 'Say it.', param: 'prompt', read: String, agree: String },
  }
  const model = {
    candidates: () => ({ miners, stale: false }),
    probe: () => ({ ...question, isRight: (output: unknown) => output === 'right' }),
    async query(candidate: Candidate): Promise<QueryResult<unknown>> {
      const at = miners.indexOf(candidate)
      const isRight = random() < (at === 0 && hasTurned ? right : skills[at]!)
      // No two wrong answers are equal.
      const output = isRight ? 'right' : `wrong ${answers++}`
      return { kind: 'ok', output, latencyMs: logNormal(150, 0.4, random) }
    },
  } as Pick<GatewayModel, 'candidates' | 'query' | 'probe'> as GatewayModel
  const router = createRouter({
    ...{ clock: createManualClock(), random, shares: { probes: 0.1, crossChecks: 0.05 } },
    onError: (error) => {
      throw error
    },
  })
  const stop = createStop()
  async function reachesIt(): Promise<boolean> {
    const asking = { model, stop, asked: new Set<string>(), onCall: () => {} }
    const { miner } = await router.ask(question, asking)
    await setImmediate()
    return miner === miners[0]
  }

  for (let request = 0; request < before; request++) await reachesIt()
  hasTurned = true
  const reached: boolean[] = []
  for (let request = 0; request < afterwards; request++) reached.push(await reachesIt())
  const within = (from: number, count: number) => reached.slice(from, from + count).filter(Boolean).length
  const quiet = reached.findIndex((_, from) => within(from, 200) < 2)
  return {
    first100: within(0, 100) / 100,
    ...{ first500: within(0, 500) / 500, first2000: within(0, 2_000) / 2_000 },
    quietAfter: quiet < 0 ? Number.POSITIVE_INFINITY : quiet,
  }
}
