import { type CalleeReceipt, noteCallee, synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { createRequestVerifier } from '../btauth/verify-request.js'
import { createMinerClient } from '../client/create-miner-client.js'
import { serveProtocol } from './serve-protocol.js'

const [alice, bob] = [createKeypair('//Alice'), createKeypair('//Bob')]
const protocol = { ask: synapse({ input: z.boolean(), output: z.boolean() }) }
const receipt: CalleeReceipt = { gateway: 'http://127.0.0.1:8080', receipt: 'rcpt_1' }

it('an answer names the receipts of the calls that its handler made, and no others', async () => {
  await using miner = await serveProtocol({
    protocol,
    handlers: {
      ask({ input, signal }) {
        if (input) noteCallee(signal, receipt)
        return input
      },
    },
    verifier: createRequestVerifier({ hotkey: bob.address }),
    admission: null,
  })
  await using client = createMinerClient({ protocol }, { keypair: alice })
  const at = { hotkey: bob.address, host: '127.0.0.1', port: miner.port }
  expect(await client.query(at, 'ask', true)).toMatchObject({ kind: 'ok', calls: [receipt] })
  expect(await client.query(at, 'ask', false)).not.toHaveProperty('calls')
})
