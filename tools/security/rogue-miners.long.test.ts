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
  /** Each item of a wrong list can miss five times. */
  list: synapse({
    input: z.string(),
    output: z.array(z.object({ a: z.number(), b: z.string(), c: z.string(), d: z.number(), e: z.string() })),
    deadline: '30s',
  }),
  brief: synapse({ input: z.string(), output: z.string(), deadline: 500 }),
  patient: synapse({ input: z.string(), output: z.string(), deadline: '30s' }),
}
const rounds = 12

/** Miners in a process of their own, and a client that asks them. */
async function meetMiners() {
  const script = fileURLToPath(new URL('rogue-miners.ts', import.meta.url))
  const child = fork(script, [], { execArgv: ['--conditions=@subnetkit/source', '--import', 'tsx'] })
  const [{ honest, rogue }] = (await once(child, 'message')) as [
    { honest: number[]; rogue: Record<string, number> },
  ]
  const hotkey = createKeypair('//Bob').address
  const client = createMinerClient({ protocol }, { keypair: createKeypair('//Alice') })
  const ask = (port: number, name: keyof typeof protocol) =>
    client.query({ hotkey, host: '127.0.0.1', port }, name, 'x')
  return { child, honest, rogue, client, ask }
}

it('answers of which every item is wrong keep honest ones waiting no longer than their deadline', async () => {
  const { child, honest, rogue, client, ask } = await meetMiners()
  const floods = Object.keys(rogue).filter((name) => name.startsWith('a list of'))
  expect(floods).toHaveLength(2)
  await ask(honest[0] as number, 'patient')
  const results = await Promise.all([
    ...floods.flatMap((name) => Array.from({ length: 4 }, () => ask(rogue[name] as number, 'list'))),
    ...Array.from({ length: 20 }, () => ask(honest[0] as number, 'patient')),
  ])
  expect(results.slice(0, 8).map(({ kind }) => kind)).toEqual(Array(8).fill('malformed'))
  expect(results.slice(8).map(({ kind }) => kind)).toEqual(Array(20).fill('ok'))
  for (const result of results) if (result.kind !== 'ok') expect(result.reason.length).toBeLessThan(1_000)
  await client[Symbol.asyncDispose]()
  child.disconnect()
})

it('honest miners keep their answers among rogue ones, and nothing of those stays behind', async () => {
  const { child, honest, rogue, client, ask } = await meetMiners()
  const kinds = new Map<string, Set<string>>()
  let answered = 0
  async function round(): Promise<void> {
    const brief = Object.entries(rogue).filter(([name]) => !name.startsWith('a list of'))
    const asked = brief.map(async ([name, port]) => {
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
