import { expect, test } from 'vitest'
import { followActivation, type VersionActivation } from '../commitment/activation.js'
import type { Store } from '../store/store.js'
import type { Subnet } from '../subnet/define-subnet.js'
import { replayRound } from './replay/replay-round.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { sums } from './testing/fixture.js'
import { follow, hash, turned } from './testing/follow-activation.js'

const parts = useEmbeddedParts()

/** Dies after each transaction of a fold, once for each round and fold. */
function dying(store: Store): Store {
  const died = new Set<string>()
  const once = (at: string) => {
    if (died.has(at)) return
    died.add(at)
    throw new Error('killed')
  }
  return {
    ...store,
    async fold(number, ...rest) {
      const changed = await store.fold(number, ...rest)
      once(`fold ${number}`)
      return changed
    },
    async foldShadow(number, ...rest) {
      once(`before shadow ${number}`)
      return store.foldShadow(number, ...rest)
    },
  }
}

test('a version scores in the shadow, is activated at a block and rolled back, while one validator lacks it', async () => {
  let published: VersionActivation | null = null
  const steady = await follow(parts, turned, () => published)
  const dies = await follow(parts, turned, () => published, { wrap: dying })
  const behind = await follow(parts, sums, () => published)
  const all = [steady, dies, behind]
  await using _steady = steady
  await using _dies = dies
  await using _behind = behind
  const play = (round: number) => Promise.all(all.map((one) => one.play(round)))

  await play(1_000)
  const [before, shadow] = [await steady.scores(), await steady.store.shadowScores('4')]
  expect(before).toEqual(await behind.scores())
  expect(before.good).toBeGreaterThan(before.wrong!)
  const inShadow = Object.fromEntries(shadow.map(({ hotkey, score }) => [hotkey, score]))
  expect(inShadow.wrong).toBeGreaterThan(inShadow.good!)
  expect(inShadow.absent).toBe(0)
  // What breaks the rubric of the next version is named, and costs nothing now.
  expect(steady.of('trouble').filter(({ code }) => code !== 'SHADOW_FAILED')).toEqual([])

  published = followActivation(published, { version: '4', block: 1_020, hash }, 1_000)
  await play(1_010)
  expect(behind.of('trouble')).toMatchObject([{ code: 'ACTIVATION_BEHIND', lasting: true }])
  await play(1_020)
  for (const one of [steady, dies]) {
    expect(await one.versions()).toEqual({ 1000: '3', 1010: '3', 1020: '4' })
    expect(one.chain.landed.at(-1)?.versionKey).toBe(4n)
  }
  expect(await behind.versions()).toEqual({ 1000: '3', 1010: '3', 1020: '3' })
  expect(behind.chain.landed.at(-1)?.versionKey).toBe(3n)
  expect(steady.of('version-switched')).toMatchObject([{ round: 1_020, from: '3', to: '4' }])
  const switched = await steady.scores()
  expect(await dies.scores()).toEqual(switched)
  // Three rounds of the new rubric: the scores of the shadow went on.
  expect(switched.wrong).toBeGreaterThan(switched.good!)
  expect(
    (await steady.store.scores()).map(({ hotkey, rounds, version }) => [hotkey, rounds, version]),
  ).toEqual((await steady.store.scores()).map(({ hotkey }) => [hotkey, 3, '4']))
  const replay = await replayRound(
    { ...steady.options, mechanism: 0, subnet: turned as unknown as Subnet, store: steady.store },
    1_020,
  )
  expect(replay.disagreements).toEqual([])

  // What was activated is known without the chain, and the scores of the version are not too new.
  await steady.restart()
  await play(1_030)
  expect(await steady.versions()).toMatchObject({ 1030: '4' })
  expect(steady.of('trouble')).toContainEqual(expect.objectContaining({ code: 'CHAIN_TIMEOUT' }))
  steady.resume()

  published = followActivation(published, { version: '3', block: 1_040, hash }, 1_030)
  expect(published).toMatchObject({ version: '3', before: '4' })
  await play(1_040)
  expect(await steady.versions()).toMatchObject({ 1040: '3' })
  expect(await behind.versions()).toMatchObject({ 1030: '3', 1040: '3' })
  expect(behind.of('trouble-over')).toMatchObject([{ code: 'ACTIVATION_BEHIND' }])
  // The former version scored in the shadow meanwhile: nothing of it was lost.
  expect(await steady.scores()).toEqual(await behind.scores())
  expect(await dies.scores()).toEqual(await steady.scores())
  expect(steady.chain.landed.at(-1)?.versionKey).toBe(3n)
}, 240_000)
