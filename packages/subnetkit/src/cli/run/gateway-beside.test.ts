import { configError } from '@subnetkit/base'
import { createManualClock } from '@subnetkit/base/testing'
import { expect, it, vi } from 'vitest'
import type { LogRecord } from '../../log/record.js'
import type { Running } from '../../neuron/lifetime.js'
import { keepGatewayBeside } from './gateway-beside.js'

function playground() {
  const clock = createManualClock()
  const records: LogRecord[] = []
  const interrupt = new AbortController()
  const closed: string[] = []
  const gateway: Running = {
    closed: Promise.resolve(),
    close: async () => void closed.push('gateway'),
    [Symbol.asyncDispose]: async () => {},
  }
  const keep = (start: () => Promise<Running>) =>
    keepGatewayBeside({ start, log: (record) => records.push(record), clock, signal: interrupt.signal })
  return { clock, records, interrupt, closed, gateway, keep }
}

it('a gateway whose port is in use is tried again, and closed with the validator', async () => {
  const { clock, records, closed, gateway, keep } = playground()
  let attempts = 0
  const close = keep(async () => {
    attempts++
    const cause = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' })
    if (attempts < 3)
      throw configError('CONFIG_INVALID', { place: 'port', detail: 'in use', fix: 'Choose.' }, { cause })
    return gateway
  })
  for (const _ of [1, 2]) {
    await clock.timers(1)
    await clock.advance(30_000)
  }
  await close()
  expect([attempts, closed, clock.pending]).toEqual([3, ['gateway'], 0])
  expect(records.map(({ level, event, source }) => [level, event, source])).toEqual(
    Array(2).fill(['error', 'gateway-failed', 'gateway']),
  )
})

it('one that no attempt can start is not tried again', async () => {
  const { clock, records, keep } = playground()
  let attempts = 0
  const close = keep(async () => {
    attempts++
    throw configError('CONFIG_INVALID', { place: 'runGateway port', detail: 'none', fix: 'Give one.' })
  })
  await vi.waitFor(() => expect(records).toMatchObject([{ code: 'CONFIG_INVALID' }]))
  expect([attempts, clock.pending]).toEqual([1, 0])
  await close()
})

it('Ctrl-C ends the attempts', async () => {
  const { clock, interrupt, keep } = playground()
  const close = keep(async () => {
    throw new Error('away')
  })
  await clock.timers(1)
  interrupt.abort()
  await close()
  expect(clock.pending).toBe(0)
})
