import { createDevnet } from '@subnetkit/devnet'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type EpochCount, nextBlockEpoch, nextEpochBlock } from './epoch-schedule.js'

describe('epochs', () => {
  test('derived ones: the next epoch block is the first of a higher epoch', () => {
    const number = (max: number) => fc.integer({ min: 0, max })
    fc.assert(
      fc.property(number(400), number(50), fc.integer({ min: 1, max: 50 }), (block, netuid, tempo) => {
        const epochs: EpochCount = { kind: 'derived', tempo }
        const next = nextEpochBlock(epochs, netuid, block)!
        const of = (number: number) => nextBlockEpoch(epochs, netuid, number - 1)
        expect(next).toBeGreaterThan(block)
        expect([of(next - 1), of(next)]).toEqual([of(block), of(block) + 1])
      }),
      { numRuns: 200 },
    )
  })

  test('derived ones are those of the older chain: (block + netuid + 1) div (tempo + 1)', () => {
    expect(nextBlockEpoch({ kind: 'derived', tempo: 360 }, 1, 718)).toBe(1)
    expect(nextBlockEpoch({ kind: 'derived', tempo: 360 }, 1, 719)).toBe(2)
  })

  test('stored ones are foreseen block for block as the devnet runs them', async () => {
    await using devnet = await createDevnet({ blockTime: 'manual', seed: 'epochs', preset: 'fast' })
    const netuid = 1
    const { SubtensorModule: subtensor } = devnet.state
    const read = (): EpochCount => ({
      kind: 'stored',
      lastEpochBlock: Number(devnet.state.SubtensorModule.LastEpochBlock.get(netuid)),
      pendingEpochAt: Number(devnet.state.SubtensorModule.PendingEpochAt.get(netuid)),
      epochIndex: Number(devnet.state.SubtensorModule.SubnetEpochIndex.get(netuid)),
      tempo: devnet.state.SubtensorModule.Tempo.get(netuid),
      blocksSinceLastStep: Number(devnet.state.SubtensorModule.BlocksSinceLastStep.get(netuid)),
    })
    expect(subtensor.Tempo.get(netuid)).toBeGreaterThan(0)
    for (let block = 0; block < 60; block++) {
      if (block === 33) {
        devnet.setStorage('SubtensorModule', 'PendingEpochAt', [netuid], BigInt(devnet.head.number + 3))
      }
      const before = read()
      const foreseen = nextBlockEpoch(before, netuid, devnet.head.number)
      const next = nextEpochBlock(before, netuid, devnet.head.number)
      devnet.mine()
      const after = read() as Extract<EpochCount, { kind: 'stored' }>
      expect(after.epochIndex).toBe(foreseen)
      const ran = after.epochIndex > (before as typeof after).epochIndex
      expect(next === devnet.head.number).toBe(ran)
    }
  })
})
