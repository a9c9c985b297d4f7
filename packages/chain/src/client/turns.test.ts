import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createTurns } from './turns.js'

describe('turns', () => {
  it('runs one after another for a key, side by side for different keys', async () => {
    const turns = createTurns()
    const log: string[] = []
    const work = (name: string, ms: number) => async () => {
      log.push(`${name} starts`)
      await sleep(ms)
      log.push(`${name} ends`)
    }
    await Promise.all([turns('a', work('a1', 30)), turns('a', work('a2', 1)), turns('b', work('b1', 5))])
    expect(log.indexOf('a2 starts')).toBeGreaterThan(log.indexOf('a1 ends'))
    expect(log.indexOf('b1 ends')).toBeLessThan(log.indexOf('a1 ends'))
  })

  it('goes on after work that failed', async () => {
    const turns = createTurns()
    const failed = turns('a', () => Promise.reject(new Error('first')))
    const second = turns('a', async () => 2)
    await expect(failed).rejects.toThrow('first')
    await expect(second).resolves.toBe(2)
  })
})
