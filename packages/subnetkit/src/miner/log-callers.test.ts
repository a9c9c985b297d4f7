import { expect, it } from 'vitest'
import type { Log } from '../log/log.js'
import { createCallerLog } from './log-callers.js'

it('who asks is logged once, and then counted every 10 min', () => {
  const lines: [string, string][] = []
  let time = 0
  const write: Log['write'] = (level, { message }) => void lines.push([level, message])
  const listen = createCallerLog({ write } as Log, () => time)
  const ask = (hotkey: string) =>
    listen({ synapse: 'add', hotkey, peer: '192.0.2.1', nonce: '7', latencyMs: 3.4 })
  for (let index = 0; index < 100; index++) ask('5A')
  ask('5B')
  time = 600_000
  ask('5A')
  expect(lines).toEqual([
    ['info', 'answered add to 5A at 192.0.2.1 in 3 ms'],
    ['info', 'answered add to 5B at 192.0.2.1 in 3 ms'],
    ['info', 'answered add to 5A at 192.0.2.1 in 3 ms; 99 more in the last 10 min'],
  ])
})
