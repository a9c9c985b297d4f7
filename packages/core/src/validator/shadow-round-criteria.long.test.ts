import { describe, expect, test } from 'vitest'
import { followActivation, type VersionActivation } from '../commitment/activation.js'
import { rubric } from '../rubric/define-rubric.js'
import { criterion } from '../rubric/parts.js'
import { agreement } from '../rubric/round/agreement.js'
import type { Judge } from '../rubric/round/judge.js'
import { novelty } from '../rubric/round/novelty.js'
import { pairwise } from '../rubric/round/pairwise.js'
import { rank } from '../rubric/round/rank.js'
import { roundCriterion } from '../rubric/round/round-criterion.js'
import type { Store } from '../store/store.js'
import { defineSubnet, type Subnet } from '../subnet/define-subnet.js'
import { replayRound } from './replay/replay-round.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { comparedSums, sums } from './testing/fixture.js'
import { follow, hash } from './testing/follow-activation.js'

const parts = useEmbeddedParts()
const twinHotkey = '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty'

type Sum = { readonly output: { readonly sum: number }; readonly latencyMs: number }

/** Verdicts that a judge was asked for. */
let asked = 0
const judge: Judge = {
  async judge({ first, second }) {
    asked += 1
    return first.answer.length < second.answer.length ? 'first' : 'second'
  },
}

/** One criterion of each kind that compares answers. */
const comparing = rubric(sums.tasks, {
  criteria: [
    criterion('small', 1, ({ output }) => (output.sum === 0 ? 1 : 0.5)),
    novelty('new', 1, { text: ({ output }) => `${output.sum}`, floor: 0.5, past: 1 }),
    agreement('near', 1, { number: ({ output }) => output.sum, tolerance: 1_000 }),
    rank('fast', 1, { of: ({ latencyMs }) => latencyMs, best: 'lowest' }),
    pairwise('short', 1, { of: ({ output }) => ({ question: 'sum', answer: `${output.sum}` }), judge }),
  ],
})

/** Rubric of version 4 beside that of version 3. */
const turning = (next = comparing) => defineSubnet({ ...sums, next: { version: 4, rubric: next } })

/** Dies once, at the fold of the first shadow. */
function dying(store: Store): Store {
  let isDead = false
  return {
    ...store,
    async foldShadow(...shadow) {
      if (isDead) return store.foldShadow(...shadow)
      isDead = true
      throw new Error('killed')
    },
  }
}

const bits = (scores: readonly { readonly hotkey: string; readonly score: number }[]) =>
  Object.fromEntries(scores.map(({ hotkey, score }) => [hotkey, score]))

describe('a next version that compares answers', () => {
  test('has in the shadow the scores that it would have if it were active, and goes on with them', async () => {
    let published: VersionActivation | null = null
    const twin = defineSubnet({ ...sums, version: 4, rubric: comparing })
    await using active = await follow(parts, twin, () => null, { netuid: 900, hotkey: twinHotkey })
    await using shadow = await follow(parts, turning(), () => published, { netuid: 900, wrap: dying })
    const play = (round: number) => Promise.all([active.play(round), shadow.play(round)])
    await play(1_000)
    // The first fold of the shadow died.
    expect(await shadow.store.shadowScores('4')).toEqual([])
    const before = asked
    await play(1_010)
    const inShadow = bits(await shadow.store.shadowScores('4'))
    expect(inShadow).toEqual(bits(await active.store.scores()))
    expect(new Set(Object.values(inShadow)).size).toBeGreaterThan(3)
    // What the judge had said of the first round was stored.
    expect(asked - before).toBe(before)
    // The active scores are those of a subnet without a next version.
    expect(Object.values(await shadow.scores())).not.toEqual(Object.values(inShadow))

    published = followActivation(published, { version: '4', block: 1_020, hash }, 1_010)
    await play(1_020)
    expect(await shadow.versions()).toEqual({ 1000: '3', 1010: '3', 1020: '4' })
    // Past features, too, are those of the version itself.
    expect(bits(await shadow.store.scores())).toEqual(bits(await active.store.scores()))
    const replayed = { ...shadow.options, mechanism: 0, subnet: turning() as unknown as Subnet }
    expect(await replayRound({ ...replayed, store: shadow.store }, 1_020)).toMatchObject({
      ...{ disagreements: [], unreplayable: { past: 0 } },
    })
    // The former version scores on in the shadow.
    expect((await shadow.store.shadowScores('3')).map(({ rounds }) => rounds)).toContain(3)
  })

  test('is the shadow of a version that compares them as well: neither sees what the other compares', async () => {
    const half = roundCriterion<Sum, number>('of the largest', 1, {
      feature: ({ output }) => -output.sum,
      compare: (entries) => entries.map(({ feature }) => (feature > 0 ? 1 : 0.25)),
    })
    const next = { version: 4, rubric: rubric(sums.tasks, { criteria: [half as never] }) }
    await using both = await follow(parts, defineSubnet({ ...comparedSums, next }), () => null)
    await both.play(1_000)
    const [good] = await both.store.receipts(1_000, 'good')
    expect(good?.parts?.features).toEqual({ 'of the largest': { group: 'sum', value: expect.any(Number) } })
    expect(good?.score).toBeGreaterThan(0.5)
    expect(good).toMatchObject({ shadow: { version: '4', score: 0.25, reason: null } })
  })

  test('costs nothing where it fails, and is named', async () => {
    const odd = roundCriterion<Sum, number>('odd', 1, {
      feature: ({ output }) => output.sum,
      compare: () => JSON.parse('{'),
    })
    const broken = turning(rubric(sums.tasks, { criteria: [odd as never] }))
    await using steady = await follow(parts, broken, () => null)
    await steady.play(1_000)
    expect((await steady.scores()).good).toBeGreaterThan(0)
    // What could not be compared counts for nothing.
    expect(await steady.store.shadowScores('4')).toMatchObject([
      { hotkey: 'absent' },
      { hotkey: 'malformed' },
    ])
    const failed = steady.of('trouble').filter(({ code }) => code === 'SHADOW_FAILED')
    expect(failed).toMatchObject([{ reason: expect.stringMatching(/COMPARE_FAILED: /) }])
  })
})
