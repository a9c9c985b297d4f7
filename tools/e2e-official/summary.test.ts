import { depending, failing } from '@subnetkit/devnet/conformance'
import { expect, test } from 'vitest'
import { nameOf, summarise, type TestResult } from './summary.js'

const line = (test: string, outcome: TestResult['outcome'], when = 'call'): TestResult => ({
  test,
  when,
  outcome,
  message: outcome === 'failed' ? 'why' : '',
})

test('counts each test once, and names failures that the page does not', () => {
  const known = failing.btcli[0]?.test ?? ''
  const lines = [
    line('test_a.py::test_a', 'passed'),
    line('test_a.py::test_a', 'failed', 'teardown'),
    line('test_b.py::test_b[False]', 'skipped', 'setup'),
    line('test_c.py::test_c', 'passed'),
    line(`${known}[None]`, 'failed'),
  ]
  const summary = summarise('btcli', lines)
  expect([summary.passed, summary.failed, summary.skipped]).toEqual([1, 2, 1])
  expect(summary.surprises.map(({ test }) => test)).toEqual(['test_a.py::test_a'])
  expect(summary.stale).toEqual([])
})

test('a test that the page names and that passes makes the page stale', () => {
  const known = failing.sdk.find(({ test }) => !test.endsWith('_async'))
  const passing = line(`${known?.test}_async`, 'passed')
  expect(summarise('sdk', [passing]).stale).toEqual([known?.test])
})

test('an async twin that stands on the page alone does not excuse the other one', () => {
  const alone = failing.sdk.find(({ test }) => test.endsWith('_async'))?.test ?? ''
  const { surprises, stale } = summarise('sdk', [line(alone, 'failed'), line(nameOf(alone), 'failed')])
  expect([surprises.map(({ test }) => test), stale]).toEqual([[nameOf(alone)], []])
})

test('a test that depends on when a block falls is no surprise, and makes the page stale neither way', () => {
  const name = depending.sdk[0]?.test ?? ''
  const { surprises, depended, stale } = summarise('sdk', [
    line(`${name}_async`, 'failed'),
    line(name, 'passed'),
  ])
  expect([surprises, depended.map(({ test }) => test), stale]).toEqual([[], [`${name}_async`], []])
})

test('an async twin and its parameters are one name', () => {
  expect(nameOf('test_x.py::test_x_async[True]')).toBe('test_x.py::test_x')
})

test('every test that the page names is named once, with a sentence', () => {
  for (const suite of [
    [...failing.sdk, ...depending.sdk],
    [...failing.btcli, ...depending.btcli],
  ]) {
    expect(new Set(suite.map(({ test }) => test)).size).toBe(suite.length)
    for (const { test, why } of suite) {
      expect(test).toMatch(/^test_\w+\.py::test_\w+$/)
      expect(why.length).toBeGreaterThan(20)
    }
  }
})
