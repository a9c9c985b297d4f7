import { describe, expect, it } from 'vitest'
import { createProgress } from './progress.js'

describe('progress of the demo', () => {
  it('tells a step when it is over, and keeps its time', async () => {
    const lines: string[] = []
    const progress = createProgress((line) => lines.push(line), new AbortController().signal)
    await expect(
      progress.step(
        'counting',
        (n) => `counted to ${n}`,
        async () => 3,
      ),
    ).resolves.toBe(3)
    expect(lines.join()).toMatch(/^ +\d+\.\d s {2}counted to 3\n$/)
    expect(Object.keys(progress.timings())).toEqual(['counting', 'total'])
  })

  it('is interrupted in the midst of a step, and begins no other', async () => {
    const interrupted = new AbortController()
    const progress = createProgress(() => {}, interrupted.signal)
    const endless = progress.step('endless', 'never told', () => new Promise(() => {}))
    interrupted.abort(new Error('interrupted'))
    await expect(endless).rejects.toThrow('interrupted')
    let begun = false
    const next = progress.step('next', 'never told', async () => {
      begun = true
    })
    await expect(next).rejects.toThrow('interrupted')
    expect(begun).toBe(false)
  })
})
