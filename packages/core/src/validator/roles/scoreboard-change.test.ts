import { expect, test } from 'vitest'
import { linear } from '../../scoreboard/linear.js'
import { windowedMean } from '../../scoreboard/windowed-mean.js'
import { useEmbeddedParts } from '../testing/embedded-parts.js'
import { sums } from '../testing/fixture.js'
import { setUpValidator } from '../testing/set-up.js'
import { createCoordinator } from './create-coordinator.js'

const parts = useEmbeddedParts()

/** The subnet of the fixture with another scoreboard. */
const changed = (onScoreboardChange: 'continue' | 'refuse', version = 4) => ({
  ...{ ...sums, version },
  incentive: { scoreboard: windowedMean({ rounds: 3 }), onScoreboardChange, weights: linear(), burn: 0 },
})

test('a coordinator with another scoreboard converts the scores and says so, or refuses to start', async () => {
  const world = await setUpValidator(parts)
  const { client: _client, ...options } = world.options
  const folded = world.next('round-folded')
  {
    await using validator = world.validator()
    await validator.start()
    await folded
  }
  const scores = await world.store.scores()
  expect(scores[0]).toMatchObject({ scoreboard: 'ema(0.3)', version: '3' })
  expect(world.of('scoreboard-changed')).toEqual([])

  await using refusing = createCoordinator(changed('refuse'), options)
  await expect(refusing.start()).rejects.toMatchObject({
    code: 'SCOREBOARD_CHANGED',
    details: { from: 'ema(0.3)', to: 'windowedMean(3)' },
  })
  await using older = createCoordinator(changed('continue', 2), options)
  await expect(older.start()).rejects.toMatchObject({
    code: 'SCORES_NEWER',
    details: { found: '3', own: '2' },
  })
  expect(await world.store.scores()).toEqual(scores)

  await using continuing = createCoordinator(changed('continue'), options)
  await continuing.start()
  const miners = scores.length
  const replaced = { from: 'ema(0.3)', to: 'windowedMean(3)', rule: 'continue', miners }
  expect(world.of('scoreboard-changed')).toEqual([{ kind: 'scoreboard-changed', ...replaced }])
  const after = await world.store.scores()
  for (const [at, { score, rounds }] of after.entries()) {
    expect(score).toBeCloseTo(scores[at]!.score, 12)
    expect(rounds).toBe(scores[at]!.rounds)
  }
})
