import { expect, test } from 'vitest'
import { createLeaseHolder } from './holder.js'
import { leaseBlocks, shortestLease, writeEra } from './judge.js'
import { createSimulatedChain, type SimulatedExtrinsic, simulatedPort } from './testing/simulated-chain.js'

/** Blocks of 12 s, of which the last two or three are not final. */
const lags = [2, 3]
/** Ten minutes. */
const outage = 50
/** Blocks between two looks of a validator at its lease. */
const look = 8

/** The longest and the shortest lease of the default terms, with and without an epoch that is longer. */
const budget = { limit: 3_100, charge: 100, mechanisms: 1 }
const lengths = [{ tempo: 99 }, { tempo: 360 }].map((of) => leaseBlocks({ ...budget, ...of }))

/** A validator that looks at its lease and sets weights, while blocks come and finality may not. */
function createWorld(blocks: number, lag: number) {
  const chain = createSimulatedChain()
  const view = () => ({ best: chain.tips()[0]!, final: chain.final() })
  const identity = { read: async () => ({ holder: 'ab'.repeat(16), active: true }) } as never
  const holder = createLeaseHolder(simulatedPort(view), identity, { netuid: 1, hotkey: '5V' })
  const refused = () => null
  let writes = 0

  function send(call: Pick<SimulatedExtrinsic, 'kind' | 'lease'>, nonce?: number): SimulatedExtrinsic {
    const { best, final } = view()
    const birth = best.number - final.number > writeEra / 4 ? best : final
    const lastBlock = birth.number + writeEra - 1
    return { by: 'v', ...call, nonce: nonce ?? best.nonce, birth, lastBlock }
  }
  async function keep(): Promise<void> {
    const permit = await holder.permitWrite()
    const lease = permit.renewed(view().best.number, blocks)
    if (lease === null) return
    const signed = send({ kind: 'lease', lease }, permit.nonce)
    const isFree = signed.nonce === view().best.nonce
    if (!isFree) return
    await permit.check(signed)
    chain.pool.add(signed)
    writes += 1
  }
  return {
    chain,
    writes: () => writes,
    /** Makes a block; returns true if weights were signed at it, null where the validator did not look. */
    async next(isFinal: boolean): Promise<boolean | null> {
      chain.make(view().best, () => true)
      if (isFinal) chain.finalize(lag)
      if (view().best.number % look !== 0) return null
      await keep().catch(refused)
      chain.make(view().best, () => true)
      if (isFinal) chain.finalize(lag)
      const through = await holder.requireHeld(writeEra).catch(refused)
      if (through === null) return false
      const signed = send({ kind: 'weights' })
      expect(signed.lastBlock).toBeLessThanOrEqual(through)
      chain.pool.add(signed)
      return true
    },
    /** Weights that a block after the lease of its parent has included. */
    late() {
      let count = 0
      for (let at = view().best; at.parent; at = at.parent) {
        const { lease } = at.parent
        const isLate = lease === null || at.number > lease.through
        if (isLate && at.included.some(({ kind }) => kind === 'weights')) count += 1
      }
      return count
    },
  }
}

async function play(world: ReturnType<typeof createWorld>, blocks: number, isFinal: boolean) {
  const signed: boolean[] = []
  for (const until = world.chain.tips()[0]!.number + blocks; world.chain.tips()[0]!.number < until; ) {
    const one = await world.next(isFinal)
    if (one !== null) signed.push(one)
  }
  return signed
}

test.each(lengths.flatMap((blocks) => lags.map((lag) => [blocks, lag])))(
  'a lease of %i blocks is held all the time with finality %i blocks behind, and ten minutes without finality cost nothing',
  async (blocks, lag) => {
    expect(blocks).toBeGreaterThanOrEqual(shortestLease)
    // The outage begins at every phase of a renewal.
    for (let phase = 0; phase < blocks; phase += look) {
      const world = createWorld(blocks, lag)
      await play(world, 2 * look, true)
      const before = await play(world, 2 * blocks + phase, true)
      // Half of each lease is used.
      expect(world.writes()).toBeLessThanOrEqual(2 * (3 + phase / blocks))
      const signed = [...before, ...(await play(world, outage, false)), ...(await play(world, blocks, true))]
      expect(signed).not.toContain(false)
      expect(world.late()).toBe(0)
    }
  },
)

test('without finality for longer, nothing is signed that the lease does not cover, and it goes on by itself afterwards', async () => {
  const world = createWorld(shortestLease, 3)
  await play(world, shortestLease, true)
  const without = await play(world, 2 * shortestLease, false)
  expect(without[0]).toBe(true)
  expect(without.at(-1)).toBe(false)
  // Once it has stopped it does not begin again before finality does.
  expect(without.lastIndexOf(true)).toBeLessThan(without.indexOf(false))
  const after = await play(world, shortestLease, true)
  expect(after.indexOf(true)).toBeLessThanOrEqual(3)
  expect(after.slice(after.indexOf(true))).not.toContain(false)
  expect(world.late()).toBe(0)
})
