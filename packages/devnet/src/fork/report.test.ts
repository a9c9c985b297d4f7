import { expect, test } from 'vitest'
import { forkCacheFolder } from './cache-folder.js'
import type { ForkProgress } from './forked.js'
import { reportFork } from './report.js'

const at = (position: number, more: Partial<ForkProgress> = {}): ForkProgress => ({
  step: position === 1 ? 'networks' : 'stakes',
  position,
  steps: 2,
  requests: position * 10,
  isDone: false,
  ...more,
})

function written(isTTY: boolean): string {
  let text = ''
  const report = reportFork({ isTTY, write: (part) => (text += part) })
  for (const progress of [at(1), at(1), at(2), at(2, { requests: 25 }), at(2, { isDone: true })])
    report(progress)
  return text
}

test('progress is a line for each step, without control characters', () => {
  expect(written(false)).toBe('fork: reading networks (1 of 2)\nfork: reading stakes (2 of 2)\n')
})

test('progress is a bar on a terminal, which goes away at the end', () => {
  const bars = written(true).split('\r\u001b[2K')
  expect(bars.at(-2)).toBe(`fork ${'█'.repeat(10)}${'░'.repeat(10)} stakes, 25 requests`)
  expect(bars.at(-1)).toBe('')
})

test('forks are kept in the folder for caches of each system', () => {
  expect(forkCacheFolder({ XDG_CACHE_HOME: '/caches' }, 'linux')).toBe('/caches/subnetkit/forks')
  expect(forkCacheFolder({}, 'darwin')).toMatch(/Library\/Caches\/subnetkit\/forks$/)
  expect(forkCacheFolder({}, 'linux')).toMatch(/\.cache\/subnetkit\/forks$/)
})
