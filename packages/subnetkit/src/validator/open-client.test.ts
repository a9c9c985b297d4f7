import { expect, it } from 'vitest'
import { announcedTasksAtOnce, connectionsPerMiner } from './open-client.js'

it('defect: tasks that were asked at once waited for connections, on the time of the miner', () => {
  expect(connectionsPerMiner({ tasksAtOnce: 28 })).toBe(28)
  expect(connectionsPerMiner({ tasksAtOnce: 4 })).toBe(8)
  expect(connectionsPerMiner({ tasksAtOnce: 28, maxConnectionsPerMiner: 2 })).toBe(2)
})

it('defect: a worker kept eight connections, however many tasks its coordinator had it ask at once', () => {
  const announced = [{ settings: { tasksAtOnce: 4 } }, { settings: { tasksAtOnce: 28 } }, { settings: null }]
  expect(connectionsPerMiner({ tasksAtOnce: announcedTasksAtOnce(announced) })).toBe(28)
  expect(connectionsPerMiner({ tasksAtOnce: announcedTasksAtOnce([]) })).toBe(8)
})
