import { createManualClock } from '@subnetkit/base/testing'
import { expect, test } from 'vitest'
import { watchFormerQueues } from './former-queues.js'
import { queueNames } from './queue-names.js'
import { createCoordinator } from './roles/create-coordinator.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { sums, validatorHotkey } from './testing/fixture.js'
import { setUpValidator } from './testing/set-up.js'

const scope = { genesisHash: '0xaaaaaaaa01', netuid: 1, mechanism: 0, hotkey: validatorHotkey }
const parts = useEmbeddedParts()

test('defect: jobs of a former score label waited forever', async () => {
  const clock = createManualClock()
  const world = await setUpValidator(parts)
  const { client: _client, ...options } = world.options
  const { netuid } = options
  const { score } = queueNames({ ...scope, netuid, genesisHash: world.chain.genesisHash }, 'gpu')
  {
    await using former = createCoordinator(sums, { ...options, clock, scoreLabel: 'gpu' })
    await former.start()
  }
  await parts.queues.add({ queue: score, name: 'score', id: 'score-1000-1', data: { round: 1_000, uid: 1 } })
  await using coordinator = createCoordinator(sums, { ...options, clock })
  await coordinator.start()
  expect(await parts.queues.missing(score, ['score-1000-1'])).toEqual([])
  for (let seconds = 0; seconds < 60; seconds += 5) await clock.advance(5_000)
  world.chain.mine()
  await expect.poll(() => parts.queues.counts(score), { timeout: 30_000 }).toMatchObject({ waiting: 0 })
})

test('the queue of a label is kept while a coordinator announces it, and cleared once', async () => {
  const clock = createManualClock()
  const cleared: string[] = []
  let scoreLabel: string | null = 'gpu'
  const former = watchFormerQueues({
    store: {
      announced: async () => ({
        ...{ genesisHash: scope.genesisHash, subnet: 'sums', version: '1', seenAt: 0 },
        settings: { tasksAtOnce: 1, scoreLabel },
      }),
    },
    queues: { clear: async ({ name }) => void cleared.push(name) },
    ...{ clock, scope, scoreLabel: null },
  })
  for (let looks = 0; looks < 5; looks++) {
    await former.look()
    await clock.advance(30_000)
  }
  expect(cleared).toEqual([])
  scoreLabel = null
  for (let looks = 0; looks < 4; looks++) {
    await former.look()
    await clock.advance(30_000)
  }
  expect(cleared).toEqual([queueNames(scope, 'gpu').score.name])
})
