import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { withElapsed } from './progress.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function written(isTTY: boolean, fails = false): Promise<string[]> {
  const texts: string[] = []
  const sink = { isTTY, write: (text: string) => texts.push(text) }
  const running = withElapsed(sink, 'Installing …', async () => {
    await vi.advanceTimersByTimeAsync(2_500)
    if (fails) throw new Error('stopped')
  })
  await (fails ? expect(running).rejects.toThrow('stopped') : running)
  expect(vi.getTimerCount()).toBe(0)
  return texts
}

it('defect: a terminal was silent while packages were installed', async () => {
  const lines = ['Installing …', '\rInstalling … 1 s', '\rInstalling … 2 s', '\n']
  expect(await written(true)).toEqual(lines)
  expect(await written(true, true)).toEqual(lines)
})

it('writes one line without a terminal', async () => {
  expect(await written(false)).toEqual(['Installing …\n'])
})
