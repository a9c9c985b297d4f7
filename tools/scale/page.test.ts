import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fillPage, ownUs } from './page.js'
import { planOf, reference } from './plan.js'
import { resultSchema } from './result.js'

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')
const measured = resultSchema.parse(JSON.parse(read('scale.json')))

test('docs/scale.md is made of the figures in docs/scale.json', () => {
  // To update it: npm run scale -- --page, or --write to measure again.
  expect(read('scale.md')).toBe(fillPage(read('scale.md'), measured))
})

test('a load is in proportion to subnets and to the length of a round', () => {
  const [hour, , , minute] = planOf(measured)
  expect(minute!.tasksPerSecond / hour!.tasksPerSecond).toBeCloseTo(60)
  expect(hour!.tasksPerSecond).toBeCloseTo((1_000 * 256 * 8) / 3_600)
  expect(hour!.receiptsPerDay).toBeCloseTo(1_000 * 256 * 8 * 24)
  const half = planOf({ ...measured, load: { ...measured.load, subnets: 500 } })
  expect(half[0]!.workerCores).toBeCloseTo(hour!.workerCores / 2)
  expect(half[0]!.subnetsPerCore).toBeCloseTo(hour!.subnetsPerCore)
})

test('what gives out first is what is used most of what is there', () => {
  const engine = { ...measured.engine, redisUs: 1e6, postgresUs: 1, receiptBytes: 1 }
  const [, , , , block] = planOf({ ...measured, engine })
  expect(block!.first).toEqual({ name: 'Redis', used: block!.redisCores! / reference.redisCores })
  const quiet = planOf({ ...measured, engine: { ...engine, redisUs: null } })
  expect(quiet[4]!.first.name).toBe('workers')
})

test('without the servers the page says what was not measured', () => {
  const page = fillPage(read('scale.md'), {
    ...measured,
    queue: null,
    engine: { ...measured.engine, redisUs: null, postgresUs: null },
    skipped: ['Redis: no redis-server on the PATH; jobs are in memory'],
  })
  expect(page).toContain('Not measured: Redis')
  expect(page).toContain('not measured')
})

test('figures stand in their places alone, so that the text holds for any of them', () => {
  const others = { ...measured, engine: { ...measured.engine, nodeUs: 123_456, redisUs: 9 } }
  const page = fillPage(read('scale.md'), others)
  const text = (of: string) => of.replace(/<!-- scale: .*?<!-- \/scale -->/gs, '')
  expect(text(page)).toBe(text(read('scale.md')))
  expect(page).toContain('123,456 µs')
  expect(() => fillPage('a page without places', measured)).toThrow('measured, costs')
})

test('what is ours leaves out drawing and scoring, and has the call', () => {
  const [engine, scoring] = [
    { ...measured.engine, nodeUs: 500 },
    { drawUs: 60, scoreUs: 80 },
  ]
  expect(ownUs({ ...measured, engine, scoring, calls: { signedUs: 300, signUs: 90 } })).toBe(600)
})
