import { createStop } from '@subnetkit/base'
import { createManualClock } from '@subnetkit/base/testing'
import type { QueryResult } from '@subnetkit/core'
import type { Candidate, GatewayModel } from '../../model.js'
import { gistOfText } from '../../modes/gist.js'
import type { Mode } from '../../modes/mode.js'
import { createRouter } from '../../routing/ask.js'
import type { SkillLabel } from '../../routing/skill/skill-source.js'
import { type FrozenTask, frozenTasks } from './frozen-tasks.js'
import { seededRandom } from './random.js'

interface Arrangement {
  /** Places of the miners' answers in each task. */
  readonly miners: readonly number[]
  readonly mode: Mode
  /** Tasks for which each miner's score is known beforehand; they are not asked. */
  readonly scored: number
  readonly seed?: number
}

/** Share of the frozen tasks that an arrangement answers rightly, through the router and the mode themselves. */
export async function simulateQuality({ miners, mode, scored, seed = 1 }: Arrangement): Promise<number> {
  const random = seededRandom(seed)
  const all = frozenTasks()
  // Each seed has other tasks scored beforehand.
  const first = (seed * 60) % all.length
  const tasks = [...all.slice(first), ...all.slice(0, first)]
  const candidates = miners.map((_, at): Candidate => {
    const host = { host: '127.0.0.1', port: 1, registeredAt: 1, incentive: 1 }
    return { ...host, hotkey: `miner-${at}`, coldkey: `owner-${at}` }
  })
  let labels: readonly SkillLabel[] = tasks.slice(0, scored).flatMap(({ prompt, right }) =>
    candidates.map(({ hotkey }, at) => ({
      ...{ hotkey, registeredAt: 1, prompt, right: right[miners[at]!] === '1' },
    })),
  )
  const model = {
    candidates: () => ({ miners: candidates, stale: false }),
    skills: {
      labels() {
        const fresh = labels
        labels = []
        return fresh
      },
    },
    async query(candidate: Candidate, _synapse: string, input: FrozenTask): Promise<QueryResult<unknown>> {
      const at = miners[candidates.indexOf(candidate)]!
      return {
        kind: 'ok',
        output: { text: input.answers[at]!, right: input.right[at] === '1' },
        latencyMs: 100,
      }
    },
  } as Pick<GatewayModel, 'candidates' | 'query' | 'skills'> as GatewayModel
  const router = createRouter({
    ...{ clock: createManualClock(), random, shares: { probes: 0, crossChecks: 0 } },
    onError: (error) => {
      throw error
    },
  })
  const stop = createStop()
  let right = 0
  for (const task of tasks.slice(scored)) {
    const asking = { model, stop, asked: new Set<string>(), onCall: () => {} }
    const question = {
      ...{ synapse: 'complete', input: task, prompt: task.prompt, param: 'messages' },
      read: (output: unknown) => output as { readonly text: string; readonly right: boolean },
      agree: ({ text }: { readonly text: string }) => gistOfText(text),
    }
    const { answer } = await mode.answer({ router, question, asking })
    if (answer.right) right++
  }
  return right / (tasks.length - scored)
}
