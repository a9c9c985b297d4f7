import { expect, it } from 'vitest'
import { sideBySide } from './side-by-side.js'

it('never runs more at a time than there are lanes, and keeps the order', async () => {
  let running = 0
  let most = 0
  const doubled = await sideBySide([3, 1, 2, 0], 2, async (turns) => {
    most = Math.max(most, ++running)
    for (let turn = 0; turn < turns; turn++) await null
    running--
    return 2 * turns
  })
  expect({ doubled, most, running }).toEqual({ doubled: [6, 2, 4, 0], most: 2, running: 0 })
})

it('starts nothing more in a lane that failed', async () => {
  const started: number[] = []
  const failing = sideBySide([0, 1, 2], 1, async (item) => {
    started.push(item)
    if (item === 1) throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(started).toEqual([0, 1])
})
