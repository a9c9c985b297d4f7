import { expect, it } from 'vitest'
import { connectionsPerMiner } from './open-client.js'

it('defect: tasks that were asked at once waited for connections, on the time of the miner', () => {
  expect(connectionsPerMiner({ tasksAtOnce: 28 })).toBe(28)
  expect(connectionsPerMiner({ tasksAtOnce: 4 })).toBe(8)
  expect(connectionsPerMiner({ tasksAtOnce: 28, maxConnectionsPerMiner: 2 })).toBe(2)
})
