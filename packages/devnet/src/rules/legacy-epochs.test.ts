import { describe, expect, it } from 'vitest'
import { commitHash } from './commit-reveal.js'
import { inFreezeWindow, isEpochDue, nextEpochBlock } from './epoch-schedule.js'
import { migrate } from './migrate.js'
import { accountOf, type Bench, createSubnetBench, must, people, tao } from './testing/bench.js'

const netuid = 2
const [, anna] = people as [string, string]
const validator = accountOf('validator')
const reveal = { uids: [1], values: [7], salt: [7], version_key: 0n }
const hash = commitHash(validator, netuid, { uids: [1], values: [7], salt: [7], versionKey: 0n })

/** A subnet of tempo 20 in block 61: epochs are in blocks 59, 80 and so on, where block + 3 leaves 20 of 21. */
function subnet(): Bench {
  const bench = createSubnetBench()
  const { SubtensorModule: subtensor } = bench.state
  bench.state.System.LastRuntimeUpgrade.set({ spec_version: 422, spec_name: 'node-subtensor' })
  must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey: validator }))
  must(bench.call(anna, 'SubtensorModule.add_stake', { hotkey: validator, netuid, amount_staked: 50n * tao }))
  subtensor.ValidatorPermit.set(netuid, [true, true])
  must(bench.call('root', 'AdminUtils.sudo_set_tempo', { netuid, tempo: 20 }))
  subtensor.CommitRevealWeightsEnabled.set(netuid, true)
  subtensor.WeightsSetRateLimit.set(netuid, 0n)
  bench.mine(61 - bench.ctx.block)
  return bench
}

const commit = (bench: Bench) =>
  bench.call(validator, 'SubtensorModule.commit_weights', { netuid, commit_hash: hash })

describe('epochs before spec 423', () => {
  it('come by block number, tempo + 1 blocks apart, whenever the tempo was set', () => {
    const bench = subnet()
    const ran: number[] = []
    for (let made = 0; made < 42; made++) {
      bench.mine()
      const isDue = isEpochDue(bench.ctx, netuid)
      expect(isDue).toBe(
        bench.state.SubtensorModule.LastMechansimStepBlock.get(netuid) === BigInt(bench.ctx.block),
      )
      if (isDue) ran.push(bench.ctx.block)
    }
    expect(ran).toEqual([80, 101])
  })

  it('are close in the window before them, which includes their block', () => {
    const bench = subnet()
    bench.mine(9)
    expect([nextEpochBlock(bench.ctx, netuid), inFreezeWindow(bench.ctx, netuid)]).toEqual([80n, false])
    bench.mine()
    expect(inFreezeWindow(bench.ctx, netuid)).toBe(true)
    bench.mine(9)
    expect([bench.ctx.block, inFreezeWindow(bench.ctx, netuid)]).toEqual([80, true])
  })

  it('date salted commits by block, with the blocks to reveal in', () => {
    const bench = subnet()
    must(commit(bench))
    expect(bench.state.SubtensorModule.WeightCommits.get(netuid, validator)).toEqual([[hash, 61n, 81n, 101n]])
    bench.mine(19)
    // the block that runs the epoch still belongs to it
    expect(bench.call(validator, 'SubtensorModule.reveal_weights', { netuid, ...reveal })).toBe(
      'RevealTooEarly',
    )
    bench.mine()
    must(bench.call(validator, 'SubtensorModule.reveal_weights', { netuid, ...reveal }))
    expect(bench.state.SubtensorModule.WeightCommits.get(netuid, validator)).toBeUndefined()
  })

  it('store timelocked commits under the epoch after, in the block that runs one', () => {
    const bench = subnet()
    const send = () =>
      bench.call(validator, 'SubtensorModule.commit_timelocked_weights', {
        netuid,
        commit: Uint8Array.of(1),
        reveal_round: 1_000n,
        commit_reveal_version: 4,
      })
    must(send())
    bench.mine(19)
    must(send())
    const { TimelockedWeightCommits } = bench.state.SubtensorModule
    const epochs = [...TimelockedWeightCommits.keys()].map(([, epoch]) => epoch)
    expect(epochs.sort()).toEqual([3n, 4n])
  })

  it('are counted from where they are when the runtime is upgraded', () => {
    const bench = subnet()
    const { SubtensorModule: subtensor } = bench.state
    must(commit(bench))
    bench.mine(4)
    migrate(bench.ctx, 422, 425)
    bench.state.System.LastRuntimeUpgrade.set({ spec_version: 425, spec_name: 'node-subtensor' })
    expect(subtensor.WeightCommits.get(netuid, validator)).toEqual([[hash, 3n, 61n, 0n]])
    expect([subtensor.SubnetEpochIndex.get(netuid), subtensor.LastEpochBlock.get(netuid)]).toEqual([3n, 60n])
    expect(nextEpochBlock(bench.ctx, netuid)).toBe(80n)
    bench.mine(15)
    must(bench.call(validator, 'SubtensorModule.reveal_weights', { netuid, ...reveal }))
  })
})
