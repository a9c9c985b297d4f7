import type { TypedAddress } from '@subnetkit/dashboard/options'
import { expect, test } from 'vitest'
import { onUsualPort } from './usual-port.js'

const taken = () =>
  new Error('no dashboard', { cause: Object.assign(new Error('in use'), { code: 'EADDRINUSE' }) })

function startedWith(address: TypedAddress | null) {
  const tried: unknown[] = []
  const started = onUsualPort(address, async (one) => {
    tried.push(one)
    if (one?.port !== 0) throw taken()
  })
  return started.then(
    () => tried,
    () => ({ refused: tried }),
  )
}

test('defect: the demo ended after seconds where another process had the usual port of the dashboard', async () => {
  expect(await startedWith({})).toEqual([{}, { port: 0 }])
})

test('a port that is named is not replaced', async () => {
  expect(await startedWith({ port: 8_000 })).toEqual({ refused: [{ port: 8_000 }] })
})
