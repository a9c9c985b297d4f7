import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createRoundLimit } from './round-limit.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { setUpValidator } from './testing/set-up.js'

const parts = useEmbeddedParts()

test('defect: a validator for one round planned the next while weights were pending', async () => {
  const { chain, of, store, validator } = await setUpValidator(parts, { maxRounds: 1 })
  await using running = validator()
  await running.start()
  while (of('round-planned').length === 0) await setTimeout(5)
  // The next round begins while the first is asked, and another while its weights are set.
  chain.mine(10)
  while (of('round-folded').length === 0) await setTimeout(5)
  chain.mine(10)
  while (of('weights-set').length === 0) await setTimeout(5)
  expect(of('round-planned')).toHaveLength(1)
  expect((await store.rounds()).map(({ state }) => state)).toEqual(['folded'])
})

test('a round that was not planned gives its place to another', () => {
  const limit = createRoundLimit(1)
  expect([limit.take(10), limit.take(10), limit.take(20)]).toEqual([true, true, false])
  limit.release(10)
  expect([limit.isOpen, limit.take(20), limit.isOpen]).toEqual([true, true, false])
  limit.keep(20)
  limit.release(20)
  expect(limit.isOpen).toBe(false)
})
