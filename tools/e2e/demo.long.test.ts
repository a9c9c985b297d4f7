import { it } from 'vitest'
import { expectInterruptedAfter } from './run-demo.js'

it('the demo, interrupted while it asks, ends with code 130 and one word', () =>
  expectInterruptedAfter('asks 7 miners'))
