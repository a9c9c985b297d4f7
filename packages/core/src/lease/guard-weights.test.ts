import { createOutbox, type OutboxEntry, type WeightsChain } from '@subnetkit/chain'
import { describe, expect, test } from 'vitest'
import { createFakeChain, fakeNeuron } from '../validator/testing/fake-chain.js'
import { guardWeights, refuseLeased } from './guard-weights.js'
import { createLeaseHolder } from './holder.js'
import { releasedLease } from './judge.js'
import type { FinalLease } from './lease-port.js'

const [own, other] = ['ab'.repeat(16), 'cd'.repeat(16)]
const place = { netuid: 1, hotkey: '5V' }
const vector = { uids: [1], values: [65_535], versionKey: 0n }

/** A validator whose weights go through its lease, on a chain in memory. */
function setUp({ through = 2_000 }: { readonly through?: number } = {}) {
  const chain = createFakeChain('5V', [
    fakeNeuron(0, '5V', { validatorPermit: true, stake: 10n ** 12n }),
    fakeNeuron(1, '5A'),
  ])
  const of: { lease: FinalLease['lease']; active: boolean } = {
    lease: { holder: own, through },
    active: true,
  }
  const port = {
    final: async () => ({ block: chain.block, lease: of.lease, writtenAt: null, nonce: 0 }),
    best: async () => chain.block,
  }
  const identity = {
    read: async () => ({ holder: own, active: of.active }),
    release: async () => {},
    activate: async () => {},
  }
  const called: string[] = []
  const weights = chain.weights({ netuid: 1, mechanism: 0 })
  const watched: WeightsChain = {
    ...weights,
    async sign(...given) {
      called.push('sign')
      await onSign()
      return weights.sign(...given)
    },
    broadcast(...given) {
      called.push('broadcast')
      return weights.broadcast(...given)
    },
    track(...given) {
      called.push('track')
      return weights.track(...given)
    },
  }
  let onSign = async () => {}
  const guarded = guardWeights(watched, createLeaseHolder(port, identity, place))
  const entries: OutboxEntry[] = []
  const outbox = createOutbox({
    chain: guarded,
    store: {
      async add(entry: OutboxEntry) {
        entries.push(entry)
        return entry
      },
      async replace(entry: OutboxEntry) {
        entries.splice(
          entries.findIndex(({ key }) => key === entry.key),
          1,
          entry,
        )
      },
      entries: async () => [...entries],
    } as never,
  })
  return {
    ...{ chain, of, port, called, weights, watched, guarded, outbox, entries },
    whileSigning(act: () => void) {
      onSign = async () => act()
    },
    release() {
      of.active = false
      of.lease = of.lease && releasedLease(of.lease, chain.block)
    },
  }
}

describe('an outbox under a lease', () => {
  test('a decision waits without a signature while another store holds the lease, and goes on later', async () => {
    const { of, chain, outbox, entries, called } = setUp()
    of.lease = { holder: other, through: chain.block + 5 }
    await outbox.intend(vector, { key: 'round' })
    await expect(outbox.advance()).rejects.toMatchObject({ code: 'LEASE_HELD' })
    expect([entries.map(({ stage }) => stage), called]).toEqual([['intended'], []])
    of.lease = { holder: own, through: chain.block + 500 }
    await outbox.advance()
    expect(chain.landed).toHaveLength(1)
  })

  test('defect: weights that were signed when the lease was given up meanwhile are neither kept nor sent', async () => {
    const { chain, outbox, entries, called, whileSigning, release } = setUp()
    // A signer that takes an hour: the lease is over by then, and its last block as it was read before is not.
    whileSigning(() => {
      release()
      chain.block += 80
    })
    await outbox.intend(vector, { key: 'round' })
    for (const _ of [1, 2]) await expect(outbox.advance()).rejects.toMatchObject({ code: 'LEASE_RELEASED' })
    expect([entries.map(({ stage }) => stage), called]).toEqual([['intended'], ['sign']])
    expect(chain.landed).toEqual([])
  })

  test('defect: weights in flight are not sent again once the lease is lost, and go on when it is back', async () => {
    const { chain, of, outbox, entries, called } = setUp()
    chain.failures.push({ call: 'setWeights', error: new Error('the node is gone') })
    await outbox.intend(vector, { key: 'round' })
    await expect(outbox.advance()).rejects.toThrow()
    expect(entries[0]?.stage).toBe('submitted')
    called.length = 0
    of.lease = { holder: other, through: 5_000 }
    await expect(outbox.advance()).rejects.toMatchObject({ code: 'LEASE_HELD' })
    expect([entries[0]?.stage, called, chain.landed]).toEqual(['submitted', [], []])
    of.lease = { holder: own, through: 5_000 }
    await outbox.advance()
    expect(chain.landed).toHaveLength(1)
  })
})

test('every function of the port that sends is guarded', async () => {
  const { watched, port, called, of, chain } = setUp()
  const holder = createLeaseHolder(
    port,
    { read: async () => ({ holder: own, active: true }), release: async () => {}, activate: async () => {} },
    place,
  )
  const signed = await watched.sign({ pallet: 'SubtensorModule', call: 'set_weights', args: [] } as never, {
    eraBlocks: 8,
  })
  called.length = 0
  of.lease = { holder: other, through: chain.block + 100 }
  for (const guarded of [guardWeights(watched, holder), refuseLeased(watched, port)]) {
    const calls = [
      guarded.sign({ pallet: 'SubtensorModule', call: 'set_weights', args: [] } as never, { eraBlocks: 8 }),
      guarded.broadcast(signed),
      guarded.track(signed, { signal: undefined }),
    ]
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'LEASE_HELD' })
  }
  expect(called).toEqual([])
})
