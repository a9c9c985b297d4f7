import { createStop } from '@subnetkit/base'
import type { TextPart } from '@subnetkit/core'
import { describe, expect, it } from 'vitest'
import { type LiveMiner, liveModel, stalled } from '../testing/live-model.js'
import { seededRandom } from '../testing/simulation/random.js'
import { createRouter } from './ask.js'

/** Share of the requests for streams of which each of four miners got, where the first one breaks off such a share of its streams. */
async function shareOf(breaks: number, seed: number): Promise<number> {
  const random = seededRandom(seed)
  const asked = [0, 0, 0, 0]
  let now = 0
  const miner = (at: number): LiveMiner =>
    async function* () {
      asked[at]!++
      now += 100 + 20 * random()
      yield { text: 'The sea' }
      if (at === 0 && random() < breaks) return { ...stalled, latencyMs: 30 }
      yield { text: ' is wide', finish: 'stop' }
      return { latencyMs: 100 + 20 * random() }
    }
  const clock = { now: () => now, timeout: () => ({ cancel() {}, [Symbol.dispose]() {} }) as never }
  const router = createRouter({ clock, random })
  const model = liveModel([0, 1, 2, 3].map(miner))
  const question = { synapse: 'complete', input: {}, prompt: 'The sea', param: 'messages', read: () => '' }
  const live = {
    ...{ synapse: 'stream', input: { prompt: 'The sea' } },
    partOf(chunk: unknown) {
      const { text, finish: finishReason } = chunk as { text: string; finish?: TextPart['finishReason'] }
      return { text, finishReason }
    },
    answerOf: (text: string) => text,
  }
  for (let at = 0; at < 600; at++) {
    const asking = { model, stop: createStop(), asked: new Set<string>(), onCall() {} }
    const { answer } = await router.open(question, live, asking)
    try {
      for await (const _ of answer.texts);
    } catch {
      // It broke off.
    }
  }
  return asked[0]! / 600
}

describe('streams', () => {
  it.each([1, 2, 3])(
    'defect: of four miners, one that broke off a fifth of its streams kept a third of the traffic (seed %i)',
    async (seed) => {
      expect(await shareOf(0.2, seed)).toBeLessThan(0.12)
      expect(await shareOf(0, seed)).toBeGreaterThan(0.15)
    },
  )
})
