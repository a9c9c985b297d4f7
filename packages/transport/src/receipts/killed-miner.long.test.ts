import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, expect, it } from 'vitest'
import { z } from 'zod'
import { createMinerClient } from '../client/create-miner-client.js'
import { verifyReceipt } from './verify-receipt.js'

const script = fileURLToPath(new URL('./testing/miner-child.ts', import.meta.url))
const children = new Set<ChildProcess>()
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

/** Starts a miner that signs a batch after so many ms. */
async function startMiner(port: number, maxAgeMs: number) {
  const flags = ['--conditions=@subnetkit/source', '--import', 'tsx']
  const child = spawn(process.execPath, [...flags, script, `${port}`, `${maxAgeMs}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  const [line] = await once(child.stdout!, 'data')
  return {
    port: Number(line),
    async kill() {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}

it('a miner that is killed loses the batch that it has not signed, and never gives a wrong receipt', async () => {
  const text = z.object({ text: z.string() })
  const protocol = { echo: synapse({ input: text, output: text, deadline: '10s' }) }
  const invalid: string[] = []
  await using client = createMinerClient(
    { protocol },
    { keypair: createKeypair('//Alice'), receipts: { onInvalid: ({ message }) => invalid.push(message) } },
  )
  const hotkey = createKeypair('//Bob').address
  const before = await startMiner(0, 600_000)
  const endpoint = { hotkey, host: '127.0.0.1', port: before.port }
  const ask = async (word: string) =>
    expect(await client.query(endpoint, 'echo', { text: word })).toMatchObject({ kind: 'ok' })
  for (const word of ['a', 'b', 'c']) await ask(word)
  await before.kill()

  const after = await startMiner(before.port, 100)
  for (const word of ['d', 'e']) await ask(word)
  const { proven, outstanding, failure } = await client.collectReceipts!(endpoint)
  await after.kill()
  expect({ outstanding, failure, invalid }).toEqual({ outstanding: 3, failure: null, invalid: [] })
  const said = proven.map(({ request }) => `${Buffer.from(request.body as Uint8Array)}`)
  expect(said).toEqual(['{"text":"d"}', '{"text":"e"}'])
  for (const { receipt, ...exchange } of proven) {
    verifyReceipt(receipt, exchange)
  }
})
