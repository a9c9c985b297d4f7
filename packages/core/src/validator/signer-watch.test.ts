import { createManualClock } from '@subnetkit/base/testing'
import { expect, test } from 'vitest'
import { watchSigner } from './signer-watch.js'

test('defect: a signer that was gone was over with each answer in a session, and reported again and again', async () => {
  const clock = createManualClock()
  const calls: string[] = []
  const signer = watchSigner({
    clock,
    troubles: {
      met: (_work, error) => calls.push((error as { code: string }).code),
      over: () => calls.push('over'),
    },
  })
  const answered = { kind: 'ok', output: null, latencyMs: 1 } as const
  const unsigned = {
    kind: 'ours',
    code: 'SIGNER_UNREACHABLE',
    reason: 'gone',
    fix: 'Start it.',
    latencyMs: 0,
  }
  for (let times = 0; times < 3; times++) {
    signer.note(unsigned as never)
    signer.note(answered)
  }
  expect(new Set(calls)).toEqual(new Set(['SIGNER_UNREACHABLE']))
  await clock.advance(30_000)
  signer.note(answered)
  expect(calls.at(-1)).toBe('over')
})
