import { expect, it } from 'vitest'
import { problemsOf, type Readiness, readPending } from './readiness.js'

const ready: Readiness = {
  ...{ versions: ['0.2.0'], branch: 'main', changes: [], behind: 0, ahead: 0, pending: [], next: null },
  ...{ head: 'a1', tagged: null },
}

it.each([
  [{ changes: ['README.md'] }, 'README.md'],
  [{ branch: 'other' }, 'other'],
  [{ branch: null }, 'no branch'],
  [{ behind: 2 }, 'Pull'],
  [{ ahead: 1 }, 'Push'],
  [{ pending: ['tasks-per-miner'], next: '0.3.0' }, '0.3.0'],
  [{ versions: ['0.2.0', '0.3.0'] }, '0.2.0, 0.3.0'],
  [{ tagged: 'b2' }, 'v0.2.0'],
] as const)('does not release with %j', (change, word) => {
  expect(problemsOf({ ...ready, ...change })).toEqual([expect.stringContaining(word)])
})

it('releases a clean main whose version is new, or tagged here by a run that went on', () => {
  expect(problemsOf(ready)).toEqual([])
  expect(problemsOf({ ...ready, behind: null, ahead: null, tagged: 'a1' })).toEqual([])
})

it('defect: changesets of minor changes made 1.0.0, for a peer that left its range', async () => {
  const { pending, next } = await readPending()
  if (pending.length > 0) expect(next).toMatch(/^0\./)
})
