import { describe, expect, it } from 'vitest'
import { commitHash } from './commit-reveal.js'
import { accountOf, type Bench, createSubnetBench, must, people, tao } from './testing/bench.js'

const netuid = 2
const [, anna, bert] = people as [string, string, string]
const validator = accountOf('validator')
const alice = '0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d'

/** Commit-reveal on, tempo 20, reveal one epoch later, no rate limit, the validator has a permit. */
function subnet(): Bench {
  const bench = createSubnetBench()
  const { SubtensorModule: subtensor } = bench.state
  must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey: validator }))
  must(bench.call(bert, 'SubtensorModule.burned_register', { netuid, hotkey: accountOf('miner') }))
  must(bench.call(anna, 'SubtensorModule.add_stake', { hotkey: validator, netuid, amount_staked: 50n * tao }))
  must(bench.call('root', 'AdminUtils.sudo_set_tempo', { netuid, tempo: 20 }))
  subtensor.CommitRevealWeightsEnabled.set(netuid, true)
  subtensor.WeightsSetRateLimit.set(netuid, 0n)
  bench.mine(21)
  return bench
}

const revealed = (value: number) => ({ uids: [2], values: [value], salt: [value], version_key: 0n })
const hashOf = (value: number) =>
  commitHash(validator, netuid, { uids: [2], values: [value], salt: [value], versionKey: 0n })
const commit = (bench: Bench, value: number) =>
  bench.call(validator, 'SubtensorModule.commit_weights', { netuid, commit_hash: hashOf(value) })
const reveal = (bench: Bench, value: number) =>
  bench.call(validator, 'SubtensorModule.reveal_weights', { netuid, ...revealed(value) })

describe('commit hash', () => {
  it('is blake2b-256 of the encoded tuple', () => {
    const hash = commitHash(alice, 1, { uids: [1, 2], values: [10, 20], salt: [1, 2], versionKey: 80_000n })
    expect(hash).toBe('0xbc34037863b75a0d5c52dcf3c163485c91cf905d6a8bdf5e70ed7dc4378ed199')
    const empty = commitHash(alice, 1, { uids: [0], values: [65_535], salt: [], versionKey: 0n })
    expect(empty).toBe('0x95dd7b116cc9096991b02ae9b536549129e2b9d6990501fdaee246e3dd5b9e0e')
  })
})

describe('salted commit-reveal', () => {
  it('reveals in exactly the epoch after, and takes older commits along', () => {
    const bench = subnet()
    must(commit(bench, 7))
    must(commit(bench, 8))
    expect(reveal(bench, 9)).toBe('InvalidRevealCommitHashNotMatch')
    expect(reveal(bench, 8)).toBe('RevealTooEarly')
    const code = () => bench.poolCode(validator, 'SubtensorModule.reveal_weights', { netuid, ...revealed(8) })
    expect(code()).toBe(17)
    bench.mine(20)
    expect(code()).toBeNull()
    must(reveal(bench, 8))
    const { SubtensorModule: subtensor } = bench.state
    expect(subtensor.Weights.get(netuid, 1)).toEqual([[2, 65_535]])
    expect(bench.events.at(-1)).toMatchObject({
      event: 'WeightsRevealed',
      data: [validator, netuid, hashOf(8)],
    })
    expect(subtensor.WeightCommits.get(netuid, validator)).toBeUndefined()
    expect(subtensor.LastUpdate.get(netuid)[1]).toBe(22n)
    expect(reveal(bench, 7)).toBe('NoWeightsCommitFound')
    expect(code()).toBe(16)
  })

  it('expires a commit after its epoch', () => {
    const bench = subnet()
    must(commit(bench, 7))
    bench.mine(40)
    expect(reveal(bench, 7)).toBe('ExpiredWeightCommit')
    must(commit(bench, 8))
    expect(bench.state.SubtensorModule.WeightCommits.get(netuid, validator)).toHaveLength(1)
  })

  it('refuses commits in the chain’s order', () => {
    const bench = subnet()
    const { SubtensorModule: subtensor } = bench.state
    for (let value = 1; value <= 10; value++) must(commit(bench, value))
    expect(commit(bench, 11)).toBe('TooManyUnrevealedCommits')
    subtensor.WeightsSetRateLimit.set(netuid, 5n)
    expect(commit(bench, 11)).toBe('CommittingWeightsTooFast')
    subtensor.Uids.remove(netuid, validator)
    expect(commit(bench, 11)).toBe('HotKeyNotRegisteredInSubNet')
    subtensor.CommitRevealWeightsEnabled.set(netuid, false)
    expect(commit(bench, 11)).toBe('CommitRevealDisabled')
    expect(reveal(bench, 1)).toBe('CommitRevealDisabled')
    subtensor.MechanismCountCurrent.set(netuid, 0)
    expect(commit(bench, 11)).toBe('MechanismDoesNotExist')
  })
})
