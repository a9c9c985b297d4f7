import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Lease } from './entry.js'
import { createLeaseHolder, type LeaseHolder } from './holder.js'
import { releasedLease, shortestLease, writeEra } from './judge.js'
import {
  createSimulatedChain,
  isBelow,
  type SimulatedBlock,
  type SimulatedExtrinsic,
  type SimulatedView,
  simulatedPort,
} from './testing/simulated-chain.js'

const blocks = shortestLease
/** Lifetime of weights on a subnet with a tempo of 360. */
const weightsEra = 64
/** Blocks that a process may see less than before, when it changes its node. */
const nodesDiffer = 8

/** One store and the process that runs on it. */
interface Process {
  readonly name: string
  readonly holder: LeaseHolder
  holderId: string
  view: SimulatedView
  active: boolean
  /** Work between its decision and its signature, which a pause may make as long as one likes. */
  pending: (() => Promise<unknown>)[]
}

/** The next event, drawn at random. */
type Turn =
  | { readonly kind: 'mine'; readonly fork: number; readonly taken: number; readonly blocks: number }
  | { readonly kind: 'finalize'; readonly lag: number }
  | { readonly kind: 'see'; readonly who: number; readonly behind: number; readonly fork: number }
  | {
      readonly kind: 'write' | 'weigh' | 'go on' | 'kill' | 'release' | 'take' | 'day' | 'overwrite'
      readonly who: number
    }

const everything = 63
const who = fc.nat({ max: 2 })
const turn: fc.Arbitrary<Turn> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('mine' as const),
      fork: fc.nat({ max: 2 }),
      // By process and kind: what is sent earlier may come later, or never.
      taken: fc.nat({ max: everything }),
      blocks: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 90 }), fc.constant(300)),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('finalize' as const), lag: fc.nat({ max: 30 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('see' as const),
      who,
      behind: fc.oneof(fc.constant(0), fc.nat({ max: 200 })),
      fork: fc.nat({ max: 2 }),
    }),
  },
  ...(['write', 'weigh', 'go on', 'day'] as const).map((kind) => ({
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant(kind), who }),
  })),
  ...(['kill', 'release', 'take', 'overwrite'] as const).map((kind) => ({
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant(kind), who }),
  })),
)

/** Three stores of one hotkey on one chain. */
function createWorld() {
  const chain = createSimulatedChain()
  let generation = 0
  const processes = ['a', 'b', 'c'].map((letter): Process => {
    const name = letter.repeat(32)
    const own: Process = {
      name,
      holderId: `${name}0`,
      holder: createLeaseHolder(
        simulatedPort(() => own.view),
        {
          read: async () => ({ holder: own.holderId, active: own.active }),
          release: async () => {},
          activate: async () => {},
        },
        { netuid: 1, hotkey: '5V' },
      ),
      ...{ view: { best: chain.final(), final: chain.final() }, active: true, pending: [] },
    }
    return own
  })

  /** Signs as the client does: from the final block on, with the next nonce that its node knows. */
  function sign(own: Process, call: Pick<SimulatedExtrinsic, 'kind' | 'lease'>, era: number, nonce?: number) {
    const { best, final } = own.view
    let next = best.nonce
    while ([...chain.pool].some((one) => one.by === own.name && one.nonce === next)) next += 1
    const birth = best.number - final.number > era / 4 ? best : final
    return { by: own.name, ...call, nonce: nonce ?? next, birth, lastBlock: birth.number + era - 1 }
  }
  const refused = () => null

  async function write(own: Process): Promise<void> {
    const permit = await own.holder.permitWrite().catch(refused)
    if (permit === null) return
    own.pending.push(async () => {
      const lease = permit.renewed(own.view.best.number, blocks)
      if (lease === null) return
      const signed = sign(own, { kind: 'lease', lease }, writeEra, permit.nonce)
      await permit.check(signed).then(() => chain.pool.add(signed), refused)
    })
  }
  async function weigh(own: Process): Promise<void> {
    const through = await own.holder.requireHeld(weightsEra).catch(refused)
    if (through === null) return
    own.pending.push(async () => {
      const signed = sign(own, { kind: 'weights' }, weightsEra)
      if (signed.lastBlock > through) return
      await own.holder.requireHeld(0).then(() => chain.pool.add(signed), refused)
    })
  }
  function release(own: Process): void {
    own.active = false
    const { best, final } = own.view
    if (final.lease?.holder !== own.holderId || final.lease.through <= final.number) return
    const lease = releasedLease(final.lease, best.number)
    chain.pool.add(sign(own, { kind: 'lease', lease }, writeEra, final.nonce))
  }

  async function play(next: Turn): Promise<void> {
    const own = 'who' in next ? processes[next.who]! : null
    switch (next.kind) {
      case 'mine':
        for (let count = 0; count < next.blocks; count++) {
          const tips = chain.tips()
          const tip = tips[next.fork % tips.length]!
          // A fork begins one block below.
          const on = next.fork === 2 && count === 0 && tip.parent && tip !== chain.final() ? tip.parent : tip
          chain.make(on, ({ by, kind }) => {
            const bit = 2 * 'abc'.indexOf(by[0]!) + (kind === 'weights' ? 1 : 0)
            return (next.taken & (1 << bit)) !== 0
          })
        }
        return
      case 'finalize':
        return chain.finalize(next.lag)
      case 'see': {
        const tips = chain.tips()
        const seen = back(tips[next.fork % tips.length]!, next.behind)
        const final = isBelow(chain.final(), seen) ? chain.final() : seen
        // A node never takes a final block back.
        const isNear = seen.number >= own!.view.best.number - nodesDiffer
        if (isNear && isBelow(own!.view.final, final)) own!.view = { best: seen, final }
        return
      }
      case 'day': {
        const { who } = next
        const see: Turn = { kind: 'see', who, behind: 0, fork: 0 }
        const mine: Turn = { kind: 'mine', fork: 0, taken: everything, blocks: 2 }
        const work = (kind: 'write' | 'weigh') => [see, { kind, who }, { kind: 'go on', who }, mine] as const
        for (const one of [...work('write'), { kind: 'finalize', lag: 1 } as const, ...work('weigh')]) {
          await play(one)
        }
        return
      }
      case 'write':
        return write(own!)
      case 'weigh':
        return weigh(own!)
      case 'go on':
        await own!.pending.shift()?.()
        return
      case 'kill':
        own!.pending = []
        return
      case 'release':
        return release(own!)
      case 'overwrite': {
        // Another tool with the same hotkey, on the node of this process, which knows nothing of leases.
        const { nonce, ...signed } = sign(own!, { kind: 'lease', lease: null }, writeEra)
        chain.pool.add({ ...signed, nonce, by: `${own!.name}!` })
        return
      }
      case 'take':
        generation += 1
        if (!own!.active) own!.holderId = `${own!.name}${generation}`
        own!.active = true
    }
  }
  return { chain, processes, play, write, weigh }
}

function back(block: SimulatedBlock, count: number): SimulatedBlock {
  let at = block
  for (let left = count; left > 0 && at.parent; left--) at = at.parent
  return at
}

/** Blocks of the chain from its beginning. */
function history(tip: SimulatedBlock): SimulatedBlock[] {
  const all: SimulatedBlock[] = []
  for (let at: SimulatedBlock | null = tip; at; at = at.parent) all.push(at)
  return all.reverse()
}

test('whatever happens, on every fork only the holder sets weights, and only within its lease', async () => {
  let weighed = 0
  let changes = 0
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { minLength: 40, maxLength: 160 }), async (turns) => {
      const { chain, play } = createWorld()
      for (const next of turns) await play(next)
      for (const tip of chain.tips()) {
        let holder: string | null = null
        // Of the last lease, also where another tool has removed it since.
        let last: Lease | null = null
        for (const block of history(tip)) {
          // The lease as the block begins: within it, the order of one hotkey's nonces decides.
          last = block.parent?.lease ?? last
          for (const one of block.included) {
            if (one.kind === 'weights') {
              expect(last?.holder.slice(0, 32)).toBe(one.by)
              expect(block.number).toBeLessThanOrEqual(last!.through)
              weighed += 1
              if (holder !== null && holder !== one.by) changes += 1
              holder = one.by
            } else last = one.lease ?? last
          }
        }
      }
    }),
    { numRuns: 500 },
  )
  // Otherwise the property would hold for lack of weights.
  expect(weighed).toBeGreaterThan(100)
  expect(changes).toBeGreaterThan(0)
})

test('a lease whose holder is gone is claimed by another one, which then sets weights', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(turn, { maxLength: 60 }),
      fc.integer({ min: 0, max: 10 }),
      async (turns, lag) => {
        const { chain, processes, play, write, weigh } = createWorld()
        for (const next of turns) await play(next)
        // All others are gone for ever, and what they had sent runs out.
        const [survivor] = processes
        await play({ kind: 'take', who: 0 })
        survivor!.pending = []
        let landed = 0
        for (let count = 0; count < 2 * blocks + 4 * writeEra; count++) {
          const [tip] = chain.tips()
          chain.make(tip!, ({ by }) => by === survivor!.name)
          landed += chain.tips()[0]!.included.filter(({ kind }) => kind === 'weights').length
          chain.finalize(lag)
          if (count % 8 !== 0 || !isBelow(survivor!.view.final, chain.final())) continue
          survivor!.view = { best: chain.tips()[0]!, final: chain.final() }
          for (const act of [write, weigh]) {
            await act(survivor!)
            await survivor!.pending.shift()?.()
          }
        }
        expect(landed).toBeGreaterThan(0)
      },
    ),
    { numRuns: 40 },
  )
})
