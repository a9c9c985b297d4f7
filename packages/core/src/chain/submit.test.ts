import { expect, test, vi } from 'vitest'
import { createKeypair } from '../wallet/create-keypair.js'
import type { ChainClient } from './client.js'
import { createTurns } from './internal/turns.js'
import { submit } from './submit.js'

test('a node that answers only after the deadline keeps no subscription', async () => {
  let answer: (unsubscribe: () => void) => void = () => {}
  const send = () =>
    new Promise<() => void>((resolve) => {
      answer = resolve
    })
  const client = {
    api: { tx: { system: { remark: () => ({ signAsync: async () => ({ send }) }) } } },
    ask: <T>(_: string, work: Promise<T>) => work,
    inclusionDeadlineMs: 1,
    turns: createTurns(),
  } as unknown as ChainClient
  const call = { pallet: 'System', call: 'remark', args: ['0x'] }
  await expect(submit(client, createKeypair('//Alice'), call)).rejects.toMatchObject({
    code: 'CHAIN_TIMEOUT',
  })
  const unsubscribe = vi.fn()
  answer(unsubscribe)
  await vi.waitUntil(() => unsubscribe.mock.calls.length === 1)
})
