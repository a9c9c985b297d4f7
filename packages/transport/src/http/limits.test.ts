import { parseOptions } from '@subnetkit/base'
import { expect, test } from 'vitest'
import { defaultServerLimits, type ServerLimits, serverLimits } from './limits.js'

type Whole = 'bodyTimeoutMs' | 'maxConnections' | 'maxPending' | 'maxUnprovenPerAddress' | 'maxConcurrent'
const parse = (given: Partial<ServerLimits>) => parseOptions(serverLimits, given, 'limits')

test('the defaults contradict nothing', () => {
  expect(parse({})).toEqual(defaultServerLimits)
  expect(parse({ ...defaultServerLimits })).toEqual(defaultServerLimits)
})

test.each<[keyof ServerLimits, Whole]>([
  ['unprovenBodyTimeoutMs', 'bodyTimeoutMs'],
  ['maxConnectionsPerAddress', 'maxConnections'],
  ['maxPendingPerCaller', 'maxPending'],
  ['maxUnprovenPerCaller', 'maxUnprovenPerAddress'],
  ['maxConcurrentPerCaller', 'maxConcurrent'],
])('defect: %s above %s was accepted', (part, whole) => {
  const refused = expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(part) })
  expect(() => parse({ [part]: 9, [whole]: 8 })).toThrow(refused)
  expect(() => parse({ [part]: defaultServerLimits[whole] + 1 })).toThrow(refused)
  expect(parse({ [part]: 8, [whole]: 8 })).toMatchObject({ [part]: 8, [whole]: 8 })
  // The share of handlers is worked out where they run.
  const filled = part === 'maxConcurrentPerCaller' ? undefined : 8
  expect(parse({ [whole]: 8 })[part]).toBe(filled)
})
