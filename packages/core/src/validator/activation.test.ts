import { expect, test } from 'vitest'
import { followActivation, type VersionActivation } from '../commitment/activation.js'
import { createValidator } from './roles/create-validator.js'
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

test('defect: nothing showed who is refused after an activation, and that a roll-back leaves no scores too new', async () => {
  let published: VersionActivation | null = null
  await using set = await follow(parts, turned, () => published)
  const alone = () => createValidator(sums, { ...set.options, store: set.store })
  const versions = async () => new Set((await set.store.scores()).map(({ version }) => version))

  await set.play(1_000)
  published = followActivation(published, { version: '4', block: 1_010, hash }, 1_000)
  await set.play(1_010)
  expect(await versions()).toEqual(new Set(['4']))
  const scores = await set.store.scores()
  {
    // A release of version 3 alone would go on with scores of another scoring.
    await using older = alone()
    await expect(older.start()).rejects.toMatchObject({
      code: 'SCORES_NEWER',
      details: { found: '4', own: '3' },
    })
  }
  expect(await set.store.scores()).toEqual(scores)

  published = followActivation(published, { version: '3', block: 1_020, hash }, 1_010)
  await set.play(1_020)
  expect(await set.versions()).toEqual({ 1000: '3', 1010: '4', 1020: '3' })
  // Scores of miners that no round asks again are those of version 3, too.
  expect(await versions()).toEqual(new Set(['3']))
  await set.stop()
  const back = await set.store.scores()
  await using older = alone()
  await older.start()
  expect(await set.store.scores()).toEqual(back)
  expect(set.of('scoreboard-changed')).toEqual([])
}, 120_000)
