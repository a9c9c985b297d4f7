import { expect, it } from 'vitest'
import { expectInterruptedAfter, runDemo } from './run-demo.js'

it('the demo, interrupted while it asks, ends with code 130 and one word', () =>
  expectInterruptedAfter('asks 7 miners'))

it('the demo draws the tasks of revealed rounds again', { timeout: 160_000 }, async () => {
  const { code, stderr } = await runDemo(['--rounds', '3', '--seed', 'e2e'])
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(/audit: [1-9]\d* tasks drawn again/)
})
