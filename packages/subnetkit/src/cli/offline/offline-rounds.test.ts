import { type ObserveContext, type Subnet, synapse, taskSource } from '@subnetkit/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { drawTasks } from './draw-tasks.js'
import { createOfflineRounds, roundOf } from './offline-rounds.js'

const protocol = { ask: synapse({ input: z.object({ price: z.number() }), output: z.number() }) }
const tasks = taskSource({
  protocol,
  observe: ({ round, previous, miners, blockHash }: ObserveContext) => ({
    prices: [...((previous?.observed as { prices: number[] } | undefined)?.prices ?? []), round],
    ...{ miners, blockHash },
  }),
  families: [
    {
      name: 'price',
      synapse: 'ask',
      draw: (_random, { observed }) => ({ input: { price: observed.prices.at(-1)! }, truth: observed }),
    },
  ],
})
const subnet = { tasks } as unknown as Pick<Subnet, 'tasks'>
const { signal } = new AbortController()

test('offline commands observe each round, after the one before, and the same seed gives the same', async () => {
  const choice = { mechanism: 0, seed: 1, hotkey: '5A', count: 3 }
  const drawn = await drawTasks(subnet, choice, signal)
  expect(drawn.tasks.map(({ input }) => input)).toEqual([{ price: 1 }, { price: 2 }, { price: 3 }])
  expect(drawn.tasks[2]!.truth).toMatchObject({ prices: [1, 2, 3], miners: [{ hotkey: '5A', uid: 0 }] })
  expect(await drawTasks(subnet, choice, signal)).toEqual(drawn)
  const other = await drawTasks(subnet, { ...choice, seed: 2 }, signal)
  const hashOf = ([task]: typeof drawn.tasks) => (task!.truth as { blockHash: string }).blockHash
  expect(hashOf(other.tasks)).not.toBe(hashOf(drawn.tasks))
})

test('a source that fails names its cause; one that observes nothing has plain rounds', async () => {
  const observe = () => Promise.reject(new Error('no exchange'))
  const next = createOfflineRounds({ observe }, { seed: 1, mechanism: 0, hotkeys: [], signal })
  await expect(next(1)).rejects.toMatchObject({ code: 'OBSERVE_FAILED' })
  const plain = createOfflineRounds({}, { seed: 1, mechanism: 0, hotkeys: [], signal })
  expect(await plain(4)).toEqual(roundOf(1, 0, 4))
})
