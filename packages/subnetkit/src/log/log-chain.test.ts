import type { ConnectionEvent } from '@subnetkit/chain'
import { expect, it } from 'vitest'
import { createLog } from './log.js'
import { logChain } from './log-chain.js'
import type { LogRecord } from './record.js'

it('defect: a restarted devnet is logged once, with what to do', () => {
  const records: LogRecord[] = []
  let emit = (_event: ConnectionEvent) => {}
  const onEvent = (listener: typeof emit) => {
    emit = listener
    return () => {}
  }
  logChain(
    { onEvent },
    createLog('miner', (record) => records.push(record)),
  )
  const event = { type: 'distrusted', genesisHash: '0x01', expected: '0x02' } as const
  for (let attempt = 0; attempt < 3; attempt++) emit({ ...event, endpoint: 'ws://127.0.0.1:9944' })
  emit({ ...event, endpoint: 'wss://node.example' })
  expect(records.map(({ level, message }) => [level, message])).toEqual([
    ['error', expect.stringContaining('Restart this process: a devnet that was restarted is another chain')],
    ['error', expect.not.stringContaining('devnet')],
  ])
})
