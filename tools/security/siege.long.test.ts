import { createMinerClient } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Held } from '../fuzz/growth.js'
import { attacks } from './attacks.js'
import { protocol } from './besieged.js'
import { besiege, mostConnections } from './siege.js'

let miner: Awaited<ReturnType<typeof besiege>>
let quiet: Held
beforeAll(async () => {
  miner = await besiege()
  await miner.honest(100)
  quiet = await miner.held()
})
afterAll(() => miner[Symbol.asyncDispose]())

it.each(Object.entries(attacks))(
  `an honest caller keeps its answers under %s (at most ${mostConnections()} connections here)`,
  async (name, { connections }) => {
    const { made, ok, opened, failures } = await miner.under(name, 100)
    expect(opened).toBeGreaterThanOrEqual(Math.min(connections, mostConnections()))
    expect(ok, failures.join('\n')).toBeGreaterThanOrEqual(made * 0.99)
  },
)

it('nothing stays behind, and no prototype is polluted', async () => {
  await vi.waitFor(
    async () => {
      const held = await miner.held()
      if (held.files !== null && quiet.files !== null) expect(held.files - quiet.files).toBeLessThan(20)
      expect(held.resources - quiet.resources).toBeLessThan(20)
      expect(held.heapMB - quiet.heapMB).toBeLessThan(30)
    },
    { timeout: 60_000, interval: 1_000 },
  )
  await using client = createMinerClient({ protocol }, { keypair: createKeypair('//Alice') })
  const result = await client.query(miner.endpoint, 'loose', {})
  expect(result).toMatchObject({ kind: 'ok', output: { isPolluted: false } })
})
