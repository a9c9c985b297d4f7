import { expect, test } from 'vitest'
import { followActivation, type VersionActivation } from '../commitment/activation.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { sums } from './testing/fixture.js'
import { follow, hash, turned } from './testing/follow-activation.js'

const parts = useEmbeddedParts()

test('a version scores in the shadow until it is activated, and a validator that lacks it says so', async () => {
  let published: VersionActivation | null = null
  await using first = await follow(parts, turned, () => published)
  await using behind = await follow(parts, sums, () => published)
  const play = (round: number) => Promise.all([first.play(round), behind.play(round)])

  await play(1_000)
  const before = await first.scores()
  expect(before).toEqual(await behind.scores())
  expect(before.good).toBeGreaterThan(before.wrong!)
  const shadow = Object.fromEntries(
    (await first.store.shadowScores('4')).map(({ hotkey, score }) => [hotkey, score]),
  )
  expect(shadow.wrong).toBeGreaterThan(shadow.good!)

  published = followActivation(published, { version: '4', block: 1_010, hash }, 1_000)
  await play(1_010)
  expect(await first.versions()).toEqual({ 1000: '3', 1010: '4' })
  expect(await behind.versions()).toEqual({ 1000: '3', 1010: '3' })
  expect([first, behind].map(({ chain }) => chain.landed.at(-1)?.versionKey)).toEqual([4n, 3n])
  expect(first.of('version-switched')).toMatchObject([{ round: 1_010, from: '3', to: '4' }])
  expect(behind.of('trouble')).toMatchObject([{ code: 'ACTIVATION_BEHIND', lasting: true }])
  const after = await first.scores()
  expect(after.wrong).toBeGreaterThan(after.good!)
}, 120_000)
