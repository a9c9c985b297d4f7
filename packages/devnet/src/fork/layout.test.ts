import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readableItems } from './layout.js'
import { ownShapes, readShapes, type Shapes } from './shapes.js'

/** The devnet's own runtime, changed. */
function runtime(
  change: (items: Map<string, { layout: string; fallback: Uint8Array | undefined }>) => void,
): Shapes {
  const items = new Map(ownShapes().items)
  change(items)
  return { ...ownShapes(), items }
}

const other = { layout: 'Identity u16 => u32', fallback: Uint8Array.of(0, 0, 0, 0) }

describe('a runtime of another version', () => {
  test('that is the same is read whole', () => {
    const { missing, leftOut, unknown, defaults } = readableItems('node', ownShapes())
    expect({ missing, leftOut, unknown, defaults: defaults.size }).toEqual({
      missing: [],
      leftOut: [],
      unknown: 0,
      defaults: 0,
    })
  })

  test('such as that of mainnet, spec 381, is read whole but for what came later', () => {
    const file = readFileSync(new URL('../../fixtures/metadata-spec381.scale.gz', import.meta.url))
    const { items, leftOut, missing } = readableItems('node', readShapes(new Uint8Array(gunzipSync(file))))
    // Cases that hyperparameters have got since.
    expect(leftOut).toEqual(['SubtensorModule.LastRateLimitedBlock'])
    expect(missing).toContain('SubtensorModule.LastEpochBlock')
    const names = items.map(({ item }) => item)
    expect(names).toEqual(
      expect.arrayContaining(['Weights', 'Bonds', 'Alpha', 'Account', 'TimelockedWeightCommits']),
    )
  })

  test('with another layout of what decides about payments is refused by name', () => {
    const changed = runtime((items) => items.set('SubtensorModule.Incentive', other))
    expect(() => readableItems('node', changed)).toThrow(
      expect.objectContaining({
        code: 'FORK_LAYOUT',
        message: expect.stringContaining('SubtensorModule.Incentive'),
      }),
    )
  })

  test('with another layout of something else is read without it; new items are counted, missing ones named', () => {
    const changed = runtime((items) => {
      items.set('SubtensorModule.Axons', other)
      items.set('SubtensorModule.Newest', other)
      items.delete('Swap.SwapBalancer')
    })
    const { items, leftOut, unknown, missing } = readableItems('node', changed)
    expect({ leftOut, unknown, missing }).toEqual({
      leftOut: ['SubtensorModule.Axons'],
      unknown: 1,
      missing: ['Swap.SwapBalancer'],
    })
    expect(items.some(({ item }) => item === 'Axons')).toBe(false)
  })

  test('layouts tell apart hashers, names of fields and the fractions of fixed-point numbers', () => {
    const layouts = [
      'AlphaValues',
      'SubnetMovingPrice',
      'RootProp',
      'Alpha',
      'Axons',
      'LiquidAlphaOn',
      'RecycleOrBurn',
    ]
    expect(layouts.map((item) => ownShapes().items.get(`SubtensorModule.${item}`)?.layout)).toEqual([
      'Identity u16 => (u16, u16)',
      'Identity u16 => FixedI128<32>',
      'Identity u16 => FixedU128<32>',
      'Blake2128Concat,Blake2128Concat,Identity ([u8; 32], [u8; 32], u16) => FixedU128<64>',
      'Identity,Blake2128Concat (u16, [u8; 32]) => {block: u64, version: u32, ip: u128, port: u16, ip_type: u8, protocol: u8, placeholder1: u8, placeholder2: u8}',
      'Blake2128Concat u16 => bool',
      'Identity u16 => <Burn@0() | Recycle@1()>',
    ])
  })
})
