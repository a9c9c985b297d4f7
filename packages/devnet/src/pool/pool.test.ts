import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ExtrinsicStatus, Pool, type Pooled } from './pool.js'

function pooled(signer: string, nonce: number, tip = 0n): Pooled & { readonly heard: ExtrinsicStatus[] } {
  const heard: ExtrinsicStatus[] = []
  return {
    hash: `${signer}${nonce}/${tip}`,
    signer,
    bytes: new Uint8Array(100),
    listeners: new Set([(status: ExtrinsicStatus) => void heard.push(status)]),
    announced: undefined,
    extrinsic: { nonce, tip } as Pooled['extrinsic'],
    heard,
  }
}

const order = (pool: Pool, nonces: Record<string, number> = {}) =>
  pool.ready((signer) => nonces[signer] ?? 0).map(({ hash }) => hash)

describe('the pool', () => {
  test('orders by tip, then arrival, never before the same signer’s earlier nonce', () => {
    const pool = new Pool()
    for (const entry of [pooled('b', 0), pooled('a', 0), pooled('a', 1, 9n), pooled('c', 0, 5n)])
      pool.add(entry, 0)
    expect(order(pool)).toEqual(['c0/5', 'b0/0', 'a0/0', 'a1/9'])
  })

  test('defect: operational ones come first, and among equals those that expire first, then those that became ready first', () => {
    const pool = new Pool(({ signer, extrinsic: { tip } }) => ({
      isOperational: signer === 'o',
      tip,
      lastBlock: signer === 'm' ? 64 : Number.POSITIVE_INFINITY,
    }))
    for (const entry of [pooled('a', 1), pooled('b', 0), pooled('m', 0), pooled('o', 0), pooled('a', 0)])
      pool.add(entry, 0)
    expect(order(pool)).toEqual(['o0/0', 'm0/0', 'b0/0', 'a0/0', 'a1/0'])
    expect(order(pool, { a: 1 })).toEqual(['o0/0', 'm0/0', 'b0/0', 'a1/0'])
  })

  test('defect: the order is that of a node which takes the best of those that are next, in any pool', () => {
    const steps = fc.array(fc.record({ signer: fc.constantFrom('a', 'b', 'c'), tip: fc.bigInt(0n, 3n) }), {
      maxLength: 20,
    })
    fc.assert(
      fc.property(steps, (drawn) => {
        const pool = new Pool()
        const nonces = new Map<string, number>()
        const chains = new Map<string, { hash: string; tip: bigint; turn: number }[]>()
        for (const [turn, { signer, tip }] of drawn.entries()) {
          const nonce = nonces.get(signer) ?? 0
          nonces.set(signer, nonce + 1)
          const entry = pooled(signer, nonce, tip)
          pool.add(entry, 0)
          chains.set(signer, [...(chains.get(signer) ?? []), { hash: entry.hash, tip, turn }])
        }
        const expected: string[] = []
        for (;;) {
          const next = [...chains.values()].flatMap((chain) => chain[0] ?? [])
          const [best] = next.sort((a, b) => Number(b.tip - a.tip) || a.turn - b.turn)
          if (!best) break
          expected.push(best.hash)
          for (const chain of chains.values()) if (chain[0] === best) chain.shift()
        }
        expect(order(pool)).toEqual(expected)
      }),
    )
  })

  test('defect: those that wait for a gap take no room of those that are ready; the oldest make room', () => {
    const pool = new Pool()
    const early = Array.from({ length: 820 }, (_, index) => pooled('a', index + 1))
    for (const entry of early) pool.add(entry, 0)
    expect(pool.size).toBe(819)
    expect(early[0]?.heard).toEqual(['future', 'dropped'])
    expect(early[1]?.heard).toEqual(['future'])
    pool.add(pooled('b', 0), 0)
    expect(order(pool)).toEqual(['b0/0'])
  })

  test('keeps what comes too early until the gap is closed', () => {
    const pool = new Pool()
    const early = pooled('a', 2)
    pool.add(early, 0)
    pool.add(pooled('a', 0), 0)
    expect(order(pool)).toEqual(['a0/0'])
    expect(pool.nextNonce('a', 0)).toBe(1)
    expect(early.heard).toEqual(['future'])
    pool.add(pooled('a', 1), 0)
    expect(order(pool)).toEqual(['a0/0', 'a1/0', 'a2/0'])
    expect(early.heard).toEqual(['future', 'ready'])
  })

  test('a higher tip takes the place of the same nonce', () => {
    const pool = new Pool()
    const first = pooled('a', 0)
    pool.add(first, 0)
    expect(() => pool.add(pooled('a', 0, 0n), 0)).toThrow('Transaction Already Imported')
    const better = pooled('a', 0, 1n)
    pool.add(better, 0)
    expect(first.heard).toEqual(['ready', { usurped: better.hash }])
    expect(() => pool.add(pooled('a', 0, 1n), 0)).toThrow('Transaction Already Imported')
    expect(order(pool)).toEqual([better.hash])
  })

  test('is full at its limit, and has room again after a removal', () => {
    const pool = new Pool()
    const entries = Array.from({ length: 8192 }, (_, index) => pooled(`s${index}`, 0))
    for (const entry of entries) pool.add(entry, 0)
    expect(() => pool.add(pooled('late', 0), 0)).toThrow('Immediately Dropped')
    pool.remove(entries[0]!)
    pool.add(pooled('late', 0), 0)
    expect(pool.size).toBe(8192)
  })

  test('goes back to what it held: what came since is dropped, what left comes back, in the old order', () => {
    const pool = new Pool()
    const [first, second, later] = [pooled('a', 0), pooled('b', 0), pooled('c', 0)]
    pool.add(first, 0)
    pool.add(second, 0)
    const held = pool.pending()
    pool.remove(first)
    pool.add(later, 0)
    pool.restore(held)
    expect(pool.pending()).toEqual([first, second])
    expect(order(pool)).toEqual(['a0/0', 'b0/0'])
    expect(later.heard).toEqual(['ready', 'dropped'])
    expect(second.heard).toEqual(['ready'])
    pool.restore([])
    expect(pool.size).toBe(0)
    expect(second.heard).toEqual(['ready', 'dropped'])
    pool.add(pooled('a', 0), 0)
  })
})
