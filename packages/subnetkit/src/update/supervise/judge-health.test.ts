import { expect, test } from 'vitest'
import { lacking } from './judge-health.js'

const answer = {
  ...{ safe: true, reasons: [], hotkey: '5F', pid: 1, jobs: 1, failing: [] },
  ...{ role: 'validator', head: 11 },
}
const goal = { head: 10, failing: [] }

test('a release owes an answer, its checks, a new block and a job', () => {
  expect(lacking(answer, goal)).toBeNull()
  for (const change of [{ failing: ['jobs move'] }, { head: null }, { head: 10 }, { jobs: 0 }])
    expect(lacking({ ...answer, ...change }, goal)).not.toBeNull()
  expect(lacking(null, goal)).not.toBeNull()
  expect(lacking({ ...answer, failing: ['jobs move'] }, { ...goal, failing: ['jobs move'] })).toBeNull()
})

test('defect: a worker, which sees no block, was rolled back at each update', () => {
  const worker = { ...answer, role: 'worker', head: null }
  expect(lacking(worker, { head: null, failing: [] })).toBeNull()
  expect(lacking({ ...worker, jobs: 0 }, { head: null, failing: [] })).not.toBeNull()
})
