import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { synapse } from '@subnetkit/core'
import { createMinerClient } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it, vi } from 'vitest'
import { z } from 'zod'
import { measureHeld } from '../fuzz/growth.js'

const protocol = {
  brief: synapse({ input: z.string(), output: z.string(), deadline: 500 }),
  patient: synapse({ input: z.string(), output: z.string(), deadline: '30s' }),
}
const rounds = 12

it('honest miners keep their answers among rogue ones, and nothing of those stays behind', async () => {
  const script = fileURLToPath(new URL('rogue-miners.ts', import.meta.url))
  const child = fork(script, [], { execArgv: ['--conditions=@subnetkit/source', '--import', 'tsx'] })
  const [{ honest, rogue }] = (await once(child, 'message')) as [
    { honest: number[]; rogue: Record<string, number> },
  ]
  const hotkey = createKeypair('//Bob').address
  const client = createMinerClient({ protocol }, { keypair: createKeypair('//Alice') })
  const ask = (port: number, name: 'brief' | 'patient') =>
    client.query({ hotkey, host: '127.0.0.1', port }, name, 'x')
  const kinds = new Map<string, Set<string>>()
  let answered = 0
  async function round(): Promise<void> {
    const asked = Object.entries(rogue).map(async ([name, port]) => {
      const { kind } = await ask(port, 'brief')
      kinds.set(name, (kinds.get(name) ?? new Set()).add(kind))
    })
    const results = await Promise.all(honest.map((port) => ask(port, 'patient')))
    answered += results.filter(({ kind }) => kind === 'ok').length
    await Promise.all(asked)
  }
  await round()
  const quiet = await measureHeld()
  for (let count = 1; count < rounds; count++) await round()

  expect(answered).toBeGreaterThanOrEqual(rounds * honest.length * 0.99)
  const wrong = [...kinds].filter(([, seen]) => seen.has('ok') || seen.has('ours'))
  expect(wrong).toEqual([])
  expect('polluted' in {}).toBe(false)
  const late = await measureHeld()
  expect(late.heapMB - quiet.heapMB).toBeLessThan(30)
  await client[Symbol.asyncDispose]()
  child.disconnect()
  await vi.waitFor(
    async () => {
      const { files } = await measureHeld()
      if (files !== null && quiet.files !== null) expect(files).toBeLessThanOrEqual(quiet.files)
    },
    { timeout: 30_000, interval: 500 },
  )
})
