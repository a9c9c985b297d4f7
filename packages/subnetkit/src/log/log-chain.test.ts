import type { ConnectionEvent } from '@subnetkit/chain'
import { expect, it } from 'vitest'
import { createSentences } from './connection-event.js'
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

it('defect: a chain that is gone was logged every few seconds until it was back', () => {
  let time = 0
  const sentenceOf = createSentences(() => time)
  const endpoint = 'ws://127.0.0.1:9944'
  const reports: [at: number, text: string][] = []
  for (; time < 300_000; time += 3_000) {
    const text = sentenceOf({ type: 'refused', endpoint, reason: 'connect ECONNREFUSED', retryMs: 3_000 })
    if (text !== null) reports.push([time / 1_000, text])
  }
  expect(reports.map(([at]) => at)).toEqual([0, 15, 45, 105, 165, 225, 285])
  expect(reports.at(-1)?.[1]).toContain('96 times within 285 s')
  expect(sentenceOf({ type: 'connected', endpoint, specVersion: 1 })).not.toBeNull()
  expect(
    sentenceOf({ type: 'refused', endpoint, reason: 'connect ECONNREFUSED', retryMs: 3_000 }),
  ).not.toBeNull()
})
