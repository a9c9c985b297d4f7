import { expect, test } from 'vitest'
import { coreError } from '../errors.js'
import type { QueueId, QueueServers } from '../queue/types.js'
import { createQueueMove } from './queue-move.js'
import { queueNames } from './queue-names.js'

const names = queueNames({ genesisHash: '0x1', netuid: 7, mechanism: 0, hotkey: 'val' }, null)
const settings = (server?: string) => ({ tasksAtOnce: 1, maxAnswerBytes: 1, scoreLabel: null, server })

/** A move on servers a, b and c, of which b is the home. */
function moveOf(former: string | undefined, { down = [] as string[], listed = ['a', 'b', 'c'] } = {}) {
  const state = { at: 'b', open: 1, down, moved: [] as string[], events: [] as unknown[] }
  const servers: QueueServers = {
    names: listed,
    homeOf: () => 'b',
    async move(queues: readonly QueueId[], server) {
      if (state.down.includes(server)) throw coreError('QUEUE_UNAVAILABLE', { backend: server, detail: 'x' })
      expect(queues).toEqual(Object.values(names))
      state.at = server
      state.moved.push(server)
    },
    trouble: () => ({
      trouble: state.down.includes(state.at)
        ? coreError('QUEUE_UNAVAILABLE', { backend: state.at, detail: 'x' })
        : null,
      onTrouble: () => () => {},
    }),
  }
  const move = createQueueMove({
    names,
    queues: { servers, serverOf: () => state.at },
    store: {
      announced: async () => ({
        ...{ genesisHash: '0x1', subnet: 's', version: '1', seenAt: 0, settings: settings(former) },
      }),
      openRounds: async () => Array.from({ length: state.open }, () => ({}) as never),
    },
    emit: (event) => state.events.push(event),
  })
  return { move, state }
}

test('a round that is open ends on the former server, and no other is planned until then', async () => {
  const { move, state } = moveOf('a')
  await move.begin()
  await move.look()
  expect([move.server, move.holdsPlans]).toEqual(['a', true])
  state.open = 0
  await move.look()
  expect([move.server, move.holdsPlans]).toEqual(['b', false])
  expect(state.events).toMatchObject([{ kind: 'queue-moved', from: 'a', to: 'b' }])
})

test('a former server that is away holds nothing up, at the start or later', async () => {
  const away = moveOf('a', { down: ['a'] })
  await away.move.begin()
  expect([away.move.server, away.state.events.length]).toEqual(['b', 1])
  const later = moveOf('a')
  await later.move.begin()
  later.state.down.push('a')
  await later.move.look()
  expect([later.move.server, later.move.holdsPlans]).toEqual(['b', false])
})

test.each([
  ['the home', 'b', ['a', 'b'], 0],
  ['not known', undefined, ['a', 'b'], 0],
  ['not listed any more', 'z', ['a', 'b'], 1],
])('begins at home where the former server is %s', async (_, former, listed, events) => {
  const { move, state } = moveOf(former, { listed })
  await move.begin()
  await move.look()
  expect([move.server, move.holdsPlans, state.events.length]).toEqual(['b', false, events])
})

test('does nothing on a backend without servers', async () => {
  const move = createQueueMove({
    names,
    queues: {},
    store: { announced: async () => null, openRounds: async () => [] },
    emit: () => {},
  })
  await move.begin()
  await move.look()
  expect([move.server, move.holdsPlans]).toEqual([undefined, false])
})
