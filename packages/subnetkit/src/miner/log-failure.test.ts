import { createRequestVerifier, transportError } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import type { Log } from '../log/log.js'
import { createFailureLog } from './log-failure.js'

const { address: hotkey } = createKeypair('//Bob')

/** The refusal of a request whose nonce is so many ms ahead of the miner's clock. */
function staleBy(aheadMs: number) {
  const verifier = createRequestVerifier({ hotkey, now: () => 10n ** 18n })
  const nonce = 10n ** 18n + BigInt(aheadMs) * 1_000_000n
  const headers = { Version: '1', Hotkey: hotkey, Nonce: nonce, Signature: '0x00', Receiver: hotkey }
  try {
    verifier.claim(Object.entries(headers).map(([name, value]) => [`X-Bittensor-${name}`, `${value}`]))
  } catch (error) {
    return error as never
  }
  throw new Error('the nonce was accepted')
}

it('a clock that several callers disagree with is reported with its offset', () => {
  const messages: string[] = []
  const write: Log['write'] = (_, { message }) => void messages.push(message)
  const listen = createFailureLog({ write } as Log)
  for (const [peer, aheadMs] of [['1.1.1.1', 60_000] as const, ['2.2.2.2', 60_200] as const]) {
    listen(staleBy(aheadMs), { synapse: 'add', hotkey: null, peer, nonce: null })
  }
  expect(messages[0]).toContain('60.0 s ahead of the clock of this miner')
  expect(messages[0]).not.toContain('our clock')
  expect(messages[1]).toContain('our clock is 60.0 s behind the clocks of 2 of 2 peers')
})

it('defect: each client that tried a session was a warning', () => {
  const levels: string[] = []
  const write: Log['write'] = (level) => void levels.push(level)
  const listen = createFailureLog({ write } as Log)
  const request = { synapse: '.session', hotkey: null, nonce: null }
  for (const peer of ['1.1.1.1', '1.1.1.1', '2.2.2.2']) {
    listen(transportError('SESSIONS_OFF', {}), { ...request, peer })
  }
  expect(levels).toEqual(['info', 'info'])
})
