import { expect, it } from 'vitest'
import type { Log } from '../log/log.js'
import { createCallerLog } from './log-callers.js'

it('who asks is logged once, and then counted every 10 min; single answers are for debugging', () => {
  const lines: [string, string][] = []
  let time = 0
  const write: Log['write'] = (level, { message }) => void lines.push([level, message])
  const listen = createCallerLog({ write } as Log, () => time)
  const ask = (hotkey: string) =>
    listen({
      synapse: 'add',
      hotkey,
      peer: '192.0.2.1',
      nonce: '7',
      latencyMs: 3.4,
      receivedBytes: 21,
      sentBytes: 34,
      trace: null,
    })
  for (let index = 0; index < 100; index++) ask('5A')
  ask('5B')
  time = 600_000
  ask('5A')
  const told = (caller: string) => `answered add (200, 21 bytes in, 34 out) to ${caller} at 192.0.2.1 in 3 ms`
  expect(lines.filter(([level]) => level === 'info')).toEqual([
    ['info', told('5A')],
    ['info', told('5B')],
    ['info', `${told('5A')}; 99 more in the last 10 min`],
  ])
  expect(lines.filter(([level]) => level === 'debug')).toEqual(Array(99).fill(['debug', told('5A')]))
})
