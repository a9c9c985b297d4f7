import type { Protocol, Subnet } from '@subnetkit/core'
import type { Handlers } from '@subnetkit/transport'
import { describe, expect, it } from 'vitest'
import { streamSynapse, synapse, z } from '../../../../index.js'
import { describeManner, inManner, type MinerManner, mannerAt } from './manners.js'

const protocol = {
  add: synapse({ input: z.object({ n: z.int() }), output: z.object({ n: z.int() }) }),
  count: streamSynapse({ input: z.object({ n: z.int() }), chunk: z.object({ n: z.int() }) }),
}
const subnet = { protocol } as unknown as Pick<Subnet<Protocol, never>, 'protocol'>
const handlers: Handlers<typeof protocol> = {
  add: ({ input }) => ({ n: input.n + 1 }),
  async *count({ input }) {
    for (let n = 0; n < input.n; n++) yield { n }
  },
}

function sample(manner: MinerManner, random = () => 0.5) {
  const { add, count } = inManner(
    subnet,
    handlers as unknown as Handlers<Protocol>,
    manner,
    random,
  ) as unknown as Handlers<typeof protocol>
  const call = (n: number) => ({
    input: { n },
    caller: { hotkey: 'val' },
    signal: new AbortController().signal,
  })
  return {
    add: async (n: number) => add(call(n)),
    count: async (n: number) => {
      const all: number[] = []
      for await (const chunk of count(call(n))) all.push((chunk as { n: number }).n)
      return all
    },
  }
}

describe('a sample miner', () => {
  it('answers its share, and refuses the rest', async () => {
    const manner = { kind: 'seldom', share: 0.6 } as const
    expect(await sample(manner, () => 0.59).add(1)).toEqual({ n: 2 })
    expect(await sample(manner, () => 0.59).count(2)).toEqual([0, 1])
    await expect(sample(manner, () => 0.6).add(1)).rejects.toThrow('on purpose')
    await expect(sample(manner, () => 0.6).count(2)).rejects.toThrow('on purpose')
  })

  it('that is one answer behind gives the answer before, and none to the first question', async () => {
    const { add, count } = sample({ kind: 'late-by-one' })
    await expect(add(1)).rejects.toThrow('on purpose')
    expect(await add(10)).toEqual({ n: 2 })
    expect(await add(0)).toEqual({ n: 11 })
    await expect(count(1)).rejects.toThrow('on purpose')
    expect(await count(3)).toEqual([0])
  })

  it('has the own handlers first, and a name for every manner', () => {
    const own = inManner(subnet, handlers as unknown as Handlers<Protocol>, mannerAt(0), Math.random)
    expect(own).toBe(handlers)
    const names = Array.from({ length: 6 }, (_, index) => describeManner(mannerAt(index)))
    expect(new Set(names).size).toBeGreaterThanOrEqual(5)
  })
})
