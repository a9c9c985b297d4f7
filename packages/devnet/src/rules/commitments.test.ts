import { describe, expect, it } from 'vitest'
import type { CallArgs } from '../schema/schema.js'
import { accountOf, type Bench, createSubnetBench, must, people } from './testing/bench.js'

type Field = CallArgs<'Commitments.set_commitment'>['info']['fields'][number]

const netuid = 2
const miner = accountOf('miner')
const raw = (length: number): Field => ({ type: 'BigRaw', value: new Uint8Array(length) })

function subnet(): Bench {
  const bench = createSubnetBench()
  const anna = people[1] as string
  must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey: miner }))
  return bench
}

const commit = (bench: Bench, fields: Field[], as = miner) =>
  bench.call(as, 'Commitments.set_commitment', { netuid, info: { fields } })

describe('set_commitment', () => {
  it('keeps one commitment a neuron', () => {
    const bench = subnet()
    const hash: Field = { type: 'Sha256', value: `0x${'17'.repeat(32)}` }
    must(commit(bench, [hash]))
    expect(bench.state.Commitments.CommitmentOf.get(netuid, miner)).toEqual({
      deposit: 0n,
      block: 1,
      info: { fields: [hash] },
    })
    expect(bench.events.at(-1)).toMatchObject({ event: 'Commitment', data: { netuid, who: miner } })
  })

  it('refuses in the chain’s order', () => {
    const bench = subnet()
    const tooMany = [raw(512), raw(512), raw(512), raw(512)]
    expect(commit(bench, tooMany, accountOf('stranger'))).toBe('Commitments.AccountNotAllowedCommit')
    expect(commit(bench, tooMany)).toBe('Commitments.TooManyFieldsInCommitmentInfo')
  })

  it('counts space per epoch, at least 100 bytes a call', () => {
    const bench = subnet()
    must(commit(bench, [raw(512), raw(512), raw(512)]))
    must(commit(bench, [raw(512), raw(512), raw(441)]))
    expect(commit(bench, [raw(1)])).toBe('Commitments.SpaceLimitExceeded')
    bench.mine(360)
    expect(commit(bench, [raw(1)])).toBeNull()
    expect(bench.state.Commitments.UsedSpaceOf.get(netuid, miner)?.used_space).toBe(100n)
  })

  it('forgets bonds to the neuron when the subnet lets it', () => {
    const bench = subnet()
    const { Bonds, BondsResetOn } = bench.state.SubtensorModule
    const stored: [number, number][] = [
      [0, 5],
      [1, 6],
    ]
    Bonds.set(netuid, 0, stored)
    must(commit(bench, [{ type: 'ResetBondsFlag' }]))
    expect(Bonds.get(netuid, 0)).toEqual(stored)
    // defect: the wish is noted also where the subnet does not let it
    expect(bench.state.Commitments.LastBondsReset.get(netuid, miner)).toBe(bench.ctx.block)
    BondsResetOn.set(netuid, true)
    must(commit(bench, [{ type: 'ResetBondsFlag' }]))
    expect(Bonds.get(netuid, 0)).toEqual([[0, 5]])
  })
})
