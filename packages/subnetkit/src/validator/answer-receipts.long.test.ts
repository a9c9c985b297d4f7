import { verifyReceipt } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it, vi } from 'vitest'
import { startDevnet } from '../devnet/start-devnet.js'
import { runMiner } from '../miner/run-miner.js'
import { add, adder } from '../testing/adder.js'
import { runValidator } from './run-validator.js'

const quiet = { signals: false, log: false } as const

it('a validator keeps what its miners signed, and a third party can check it', async () => {
  await using devnet = await startDevnet({ ...quiet, subnet: adder, port: 0 })
  const { network, netuid } = devnet
  await using miner = await runMiner(
    adder,
    { add },
    { ...quiet, network, netuid, hotkey: '//miner-1', port: 0 },
  )
  await using validator = await runValidator(adder, {
    ...{ ...quiet, network, netuid, hotkey: '//validator-1', directory: null },
  })
  const { store } = validator
  const proofs = await vi.waitFor(
    async () => {
      const rounds = await store.rounds()
      const found = await Promise.all(rounds.map(({ number }) => store.answerReceipts(number)))
      expect(found.flat()).not.toHaveLength(0)
      return found.flat()
    },
    { timeout: 60_000, interval: 200 },
  )
  for (const { receipt, requestText: text, requestBody, answerBody } of proofs) {
    const request = { text, body: requestBody! }
    verifyReceipt(receipt, { request, answer: { status: receipt.status, body: answerBody! } })
    expect(receipt).toMatchObject({
      miner: miner.hotkey,
      caller: createKeypair('//validator-1').address,
    })
  }
})
