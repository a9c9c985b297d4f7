import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Devnet } from '../../devnet.js'
import { itemPrefix } from '../../state/keys.js'
import { loadFork } from '../load.js'
import { type Exchange, portsTo } from '../testing/ports.js'
import { provingNode } from '../testing/proving.js'
import { createSource, sourceNetuid as netuid } from '../testing/source.js'
import { NodeRefusal } from '../transport.js'

let source: Devnet
beforeAll(async () => {
  source = await createSource({ validators: 2, miners: 2 })
})
afterAll(() => source.close())

type Lie = (exchange: Exchange) => unknown
const read = async (lie?: Lie, version: 0 | 1 = 1) =>
  loadFork(
    { endpoint: 'ws://node.example', netuid },
    portsTo(source, await provingNode(source, { version, ...(lie && { lie }) })),
  )

const under = (pallet: Parameters<typeof itemPrefix>[0], item: string) => `0x${itemPrefix(pallet, item)}`
const unproven = (key: string) => ({
  code: 'FORK_PROOF',
  message: expect.stringMatching(`^node\\.example .*${key}`),
  fix: expect.any(String),
})

describe('an endpoint that offers proofs of storage', () => {
  test.each([0, 1] as const)('is checked against the state root, of version %i', async (version) => {
    const methods: string[] = []
    const { fork } = await read(({ method }) => void methods.push(method), version)
    const plain = await loadFork({ endpoint: 'ws://node.example', netuid }, portsTo(source))
    expect(fork.entries).toEqual(plain.fork.entries)
    expect(fork.notes).toEqual(plain.fork.notes.slice(0, -1))
    expect(plain.fork.notes.at(-1)).toContain('state_getReadProof')
    expect(methods.filter((method) => method === 'state_getReadProof').length).toBeGreaterThan(100)
    expect(plain.fork.notes.filter((note) => note.includes('state_getReadProof'))).toHaveLength(1)
  })

  const tempo = under('SubtensorModule', 'Tempo')
  const stakes = under('SubtensorModule', 'Alpha')
  const accounts = under('System', 'Account')
  const keysPage = under('SubtensorModule', 'Keys')
  const change = (answer: unknown, twist: (change: [string, string | null]) => unknown) => {
    const [{ block, changes }] = answer as [{ block: string; changes: [string, string | null][] }]
    return [{ block, changes: changes.map(twist) }]
  }

  test.each<[string, string, Lie]>([
    [
      'gives another value',
      tempo,
      async ({ method, answer }) =>
        method === 'state_queryStorageAt' &&
        change(await answer(), ([key, value]) => [key, key.startsWith(tempo) && value ? '0x0b00' : value]),
    ],
    [
      'says that a value is absent',
      accounts,
      async ({ method, answer }) =>
        method === 'state_queryStorageAt' &&
        change(await answer(), ([key, value]) => [key, key.startsWith(accounts) ? null : value]),
    ],
    [
      'leaves a key out of a listing',
      stakes,
      async ({ method, params, answer }) =>
        method === 'state_getKeysPaged' &&
        String(params[0]).startsWith(stakes) &&
        ((await answer()) as string[]).slice(1),
    ],
    [
      'leaves out a listing as a whole',
      keysPage,
      ({ method, params }) =>
        method === 'state_getKeysPaged' && String(params[0]).startsWith(keysPage) ? [] : undefined,
    ],
    [
      'proves one node less',
      '0x',
      async ({ method, params, answer }) => {
        if (method !== 'state_getReadProof' || (params[0] as string[]).length < 2) return undefined
        const { at, proof } = (await answer()) as { at: string; proof: string[] }
        return { at, proof: proof.slice(0, -1) }
      },
    ],
    [
      'proves another block',
      '0x',
      async ({ method, answer }) =>
        method === 'state_getReadProof' && { ...((await answer()) as object), at: `0x${'11'.repeat(32)}` },
    ],
    [
      'proves nothing',
      '0x',
      async ({ method, answer }) =>
        method === 'state_getReadProof' && { ...((await answer()) as object), proof: [] },
    ],
    ['proves with what is no list', '0x', ({ method }) => method === 'state_getReadProof' && { proof: 7 }],
    [
      'proves with what is no hex',
      '0x',
      async ({ method, answer }) =>
        method === 'state_getReadProof' && { ...((await answer()) as object), proof: ['node'] },
    ],
  ])('defect: one that %s is refused, by key and endpoint', async (_, key, lie) => {
    await expect(read(async (exchange) => (await lie(exchange)) || undefined)).rejects.toMatchObject(
      unproven(key),
    )
  })

  test('is asked for less at a time when a proof is too large for its answers', async () => {
    const sizes: number[] = []
    const { fork } = await read(({ method, params }) => {
      if (method !== 'state_getReadProof') return undefined
      const { length } = params[0] as string[]
      if (length > 3) throw new NodeRefusal(-32008, 'Response is too big')
      sizes.push(length)
      return undefined
    })
    expect(fork.entries.length).toBeGreaterThan(100)
    expect(Math.max(...sizes)).toBe(3)
  })

  test('may send only so many bytes of proofs', async () => {
    const ports = portsTo(source, await provingNode(source), { limits: { mostProofBytes: 5_000 } })
    await expect(loadFork({ endpoint: 'ws://node.example', netuid }, ports)).rejects.toMatchObject({
      code: 'FORK_LIMIT',
    })
  })
})
