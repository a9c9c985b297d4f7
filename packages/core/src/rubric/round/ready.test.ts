import { describe, expect, test } from 'vitest'
import type { RoundCriterion } from '../rubric.js'
import { agreement } from './agreement.js'
import { novelty } from './novelty.js'
import { rank } from './rank.js'
import { normal, sketchOf } from './sketch.js'
import { compareOutputs } from './testing/compare.js'

type Of<Output> = { readonly output: Output }

async function scores<Output>(
  criterion: RoundCriterion<Of<Output>>,
  outputs: Readonly<Record<string, Output>>,
) {
  const answers = Object.entries(outputs).map(([miner, output]) => ({ miner, output }))
  const { scores: found } = await compareOutputs(criterion, answers)
  return Object.fromEntries(answers.map(({ miner }, at) => [miner, found[at]!.score]))
}

describe('rank', () => {
  const highest = rank<Of<number>>('rank', 1, { of: ({ output }) => output })

  test('is the share of others that are beaten; equal ones count half', async () => {
    expect(await scores(highest, { a: 5, b: 7, c: 7, d: -1, e: 1e9 })).toEqual({
      ...{ a: 0.25, b: 0.625, c: 0.625, d: 0, e: 1 },
    })
    const lowest = rank<Of<number>>('rank', 1, { of: ({ output }) => output, best: 'lowest' })
    expect(await scores(lowest, { a: 5, b: 7, c: 7 })).toEqual({ a: 1, b: 0.25, c: 0.25 })
    expect(await scores(highest, { a: 3, b: 3, c: 3 })).toEqual({ a: 0.5, b: 0.5, c: 0.5 })
  })

  test('compares no miner with itself', async () => {
    const { scores: found } = await compareOutputs(
      { ...highest, group: () => 'all' },
      [3, 1]
        .map((output, at) => ({ miner: 'a', output, taskId: `task-${at}` }))
        .concat([{ miner: 'b', output: 2, taskId: 'task-0' }]),
    )
    expect(found.map(({ score }) => score)).toEqual([1, 0, 0.5])
  })
})

describe('agreement', () => {
  const near = agreement<Of<number>>('near', 1, { number: ({ output }) => output, tolerance: 4 })
  const same = agreement<Of<string>>('same', 1, { label: ({ output }) => output })

  test('with the median of the others, which its own answer does not move', async () => {
    // Medians of the others: 11, 11, 10, 10.5.
    expect(await scores(near, { a: 10, b: 10, c: 11, d: 12 })).toEqual({ a: 0.75, b: 0.75, c: 0.75, d: 0.5 })
    expect(await scores(near, { a: 1, b: 1, liar: 1e308 })).toEqual({ a: 0, b: 0, liar: 0 })
    expect(await scores(near, { a: 1, b: 1, c: 1, liar: 1e308 })).toEqual({ a: 1, b: 1, c: 1, liar: 0 })
  })

  test('with the labels of the others', async () => {
    expect(await scores(same, { a: 'x', b: 'x', c: 'x', d: 'y', e: 'z' })).toEqual({
      ...{ a: 1, b: 1, c: 1, d: 0, e: 0 },
    })
    expect(await scores(same, { a: 'x', b: 'y', c: 'y', d: 'x' })).toEqual({ a: 0.5, b: 0.5, c: 0.5, d: 0.5 })
  })

  test('needs two peers', async () => {
    const { scores: found } = await compareOutputs(
      same,
      ['a', 'b'].map((miner) => ({ miner, output: 'x' })),
    )
    expect(found[0]?.part.leftOut).toMatch(/^TOO_FEW_PEERS/)
  })
})

test.each<[string, RoundCriterion<Of<number>>]>([
  ['rank', rank('lone', 1, { of: ({ output }) => output, minPeers: 0 })],
  ['rank of the lowest', rank('lone', 1, { of: ({ output }) => output, best: 'lowest', minPeers: 0 })],
  [
    'agreement of numbers',
    agreement('lone', 1, { number: ({ output }) => output, tolerance: 1, minPeers: 0 }),
  ],
  ['agreement of labels', agreement('lone', 1, { label: ({ output }) => `${output}`, minPeers: 0 })],
])('defect: %s failed, or was 0, for a miner without peers', async (_, lone) => {
  const { scores: found } = await compareOutputs(lone, [{ miner: 'a', output: 1 }])
  expect(found[0]?.score).toBeUndefined()
  expect(found[0]?.part.leftOut).toMatch(/^COMPARE_INCOMPLETE: /)
})

describe('novelty', () => {
  const fox = 'The quick brown fox jumps over the lazy dog, while the cat sleeps on the warm roof all day.'
  const ship =
    'Twelve ships left the harbour at dawn, and none of their crews knew what the captain had in mind.'
  const fresh = novelty<Of<string>>('fresh', 1, { text: ({ output }) => output, floor: 0.2 })

  test('is the floor for a copy and its original, and 1 for what no other says', async () => {
    const copy = `  ${fox.toUpperCase().replaceAll(' ', ' \u200B ')}`
    const { scores: found } = await compareOutputs(fresh, [
      { miner: 'a', output: fox },
      { miner: 'b', output: copy },
      { miner: 'c', output: ship },
    ])
    expect(found.map(({ score }) => score)).toEqual([0.2, 0.2, 1])
    expect(found[0]?.part.detail).toEqual({ nearest: 0, miner: 'b', duplicates: 1 })
  })

  test('defect: characters that are not seen made a copy another text', () => {
    const sketch = sketchOf(fox, 6)
    for (const one of [
      '\u200B',
      '\uFE0F',
      '\u034F',
      '\u180B',
      '\u17B4',
      '\u3164',
      '\u{E0100}',
      '\u00AD',
      '\u0001',
      '\u2800',
    ]) {
      expect(sketchOf(fox.replace(/.{5}/g, `$&${one}`), 6), one).toBe(sketch)
      expect(sketchOf(one.repeat(100_000) + fox, 6), one).toBe(sketch)
    }
    expect(sketchOf(fox.replaceAll('o', 'o\u034F\u0301'), 6)).toBe(sketchOf(fox.replaceAll('o', 'ó'), 6))
    expect(sketchOf(' '.repeat(100_000) + fox, 6)).toBe(sketch)
  })

  test('defect: one character that NFKC makes 18 of made a sketch cost 18 times as much', () => {
    expect(normal('\uFDFA'.repeat(1_000), 1_000).length).toBeLessThanOrEqual(1_000)
  })

  test('finds answers that are nearly the same', async () => {
    const edited = fox.replace('quick', 'swift')
    const { scores: found } = await compareOutputs(fresh, [
      { miner: 'a', output: fox },
      { miner: 'b', output: edited },
    ])
    // 10 of 80 shingles differ: a Jaccard distance of 0.22.
    const { nearest } = found[0]!.part.detail as { nearest: number }
    expect(Math.abs(nearest - 0.22)).toBeLessThan(0.09)
    expect(found[0]?.score).toBe(found[1]?.score)
  })

  test('counts what the same miner has answered before', async () => {
    const { scores: found } = await compareOutputs(fresh, [
      { miner: 'a', output: fox, past: [ship, fox] },
      { miner: 'b', output: ship, past: [fox] },
    ])
    expect(found.map(({ score }) => score)).toEqual([0.2, 1])
    expect(found[0]?.part.detail).toMatchObject({ past: 0 })
  })

  test('goes by a distance of the owner', async () => {
    const far = novelty<Of<number>, number>('far', 1, {
      of: ({ output }) => output,
      distance: (one, other) => Math.min(1, Math.abs(one - other)),
      ...{ floor: 0, full: 1 },
    })
    expect(await scores(far, { a: 0, b: 0.25, c: 5 })).toEqual({ a: 0.25, b: 0.25, c: 1 })
    const broken = novelty<Of<number>, number>('far', 1, {
      of: ({ output }) => output,
      distance: (one, other) => (one === other ? 0 : Number.NaN),
    })
    const { troubles } = await compareOutputs(
      broken,
      ['a', 'b'].map((miner, output) => ({ miner, output })),
    )
    expect(troubles[0]).toMatch(/^COMPARE_FAILED: .* a distance is NaN/)
  })

  test('a sketch has 344 characters, whatever the text, and its estimate is near the truth', () => {
    for (const text of ['', 'x', fox, 'y'.repeat(100_000)]) expect(sketchOf(text, 6)).toHaveLength(344)
    expect(sketchOf('', 6)).toBe(sketchOf('  \u200B', 6))
    // The sequence behind the hash functions is part of what receipts mean.
    expect(sketchOf(fox, 6).slice(0, 24)).toMatchInlineSnapshot(`"2B/piux6NTrd+iDsZx4P9NzN"`)
  })

  test.each<[string, () => unknown]>([
    ['a floor above 1', () => novelty('n', 1, { text: () => '', floor: 1.5 })],
    ['both a text and a distance', () => novelty('n', 1, { text: () => '', distance: () => 1 } as never)],
    ['neither', () => novelty('n', 1, {} as never)],
    ['a tolerance of 0', () => agreement('a', 1, { number: () => 1, tolerance: 0 })],
    ['no tolerance', () => agreement('a', 1, { number: () => 1 } as never)],
    ['an unknown end', () => rank('r', 1, { of: () => 1, best: 'middle' as never })],
  ])('options with %s are refused', (_, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
  })
})
