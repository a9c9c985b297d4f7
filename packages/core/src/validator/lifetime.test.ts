import { once } from 'node:events'
import { expect, test } from 'vitest'
import { createBackground } from './background.js'
import { closeWorkers } from './lifetime.js'

const stopping = { code: 'STOPPING', fix: expect.stringMatching(/^Start /) }

test('defect: work that ended with its validator failed without a code', async () => {
  const steps = new AbortController()
  // A step that waits for a chain which is gone.
  const worker = { close: async () => void (await once(steps.signal, 'abort')) }
  await closeWorkers([worker as never], steps, 0)
  expect(steps.signal.reason).toMatchObject(stopping)

  const background = createBackground()
  let ended: unknown
  background.run(async (signal) => {
    await once(signal, 'abort')
    ended = signal.reason
  })
  await background.close()
  expect(ended).toMatchObject(stopping)
})
