import {
  createBeacon,
  encodeLegacyWeightsPayload,
  encodeWeightsPayload,
  timelockEncrypt,
} from '@subnetkit/timelock'
import { describe, expect, it, test } from 'vitest'
import { decodeAll, fromHex } from '../codec/bytes.js'
import { storePulse } from '../drand/pulses.js'
import type { CallArgs } from '../schema/schema.js'
import { runtimeCall } from '../schema/types/outer.js'
import { epochInput } from './epoch.js'
import { accountOf, type Bench, createSubnetBench, must, people, tao } from './testing/bench.js'

const netuid = 2
const [, anna, bert] = people as [string, string, string]
const validator = accountOf('validator')
const miner = accountOf('miner')
const beacon = createBeacon({ secretKey: new Uint8Array(32).fill(7) })
const { publicKey } = beacon
const round = 50n

/** Commit-reveal on, tempo 20, reveal one epoch later, no rate limit, the validator (uid 1) has a permit. */
function subnet(): Bench {
  const bench = createSubnetBench()
  const { SubtensorModule: subtensor } = bench.state
  must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey: validator }))
  must(bench.call(bert, 'SubtensorModule.burned_register', { netuid, hotkey: miner }))
  must(bench.call(anna, 'SubtensorModule.add_stake', { hotkey: validator, netuid, amount_staked: 50n * tao }))
  must(bench.call('root', 'AdminUtils.sudo_set_tempo', { netuid, tempo: 20 }))
  subtensor.CommitRevealWeightsEnabled.set(netuid, true)
  subtensor.WeightsSetRateLimit.set(netuid, 0n)
  bench.mine(21)
  return bench
}

const weights = { uids: [2], values: [9], versionKey: 0n }
const payloadOf = (hotkey: string) => encodeWeightsPayload({ hotkey: fromHex(hotkey), ...weights })
const locked = (plaintext = payloadOf(validator), to = round) =>
  timelockEncrypt({ plaintext, round: to, publicKey })

function commit(bench: Bench, ciphertext = locked(), rest: { reveal_round?: bigint; version?: number } = {}) {
  return bench.call(validator, 'SubtensorModule.commit_timelocked_weights', {
    netuid,
    commit: ciphertext,
    reveal_round: rest.reveal_round ?? round,
    commit_reveal_version: rest.version ?? 4,
  })
}

const row = (bench: Bench) => bench.state.SubtensorModule.Weights.get(netuid, 1)
const open = (bench: Bench) => [...bench.state.SubtensorModule.TimelockedWeightCommits.entries(netuid)]
const named = (bench: Bench) => bench.events.map(({ event }) => event)
const publish = (bench: Bench) => storePulse(bench.state, beacon.sign(round))
/** To the block in which the next epoch runs. */
function toEpoch(bench: Bench): void {
  const before = bench.state.SubtensorModule.SubnetEpochIndex.get(netuid)
  while (bench.state.SubtensorModule.SubnetEpochIndex.get(netuid) === before) bench.mine()
}

describe('timelocked weights', () => {
  it('are stored as they came, and count as an update', () => {
    const bench = subnet()
    const ciphertext = locked()
    must(commit(bench, ciphertext))
    const block = BigInt(bench.ctx.block)
    const epoch = bench.state.SubtensorModule.SubnetEpochIndex.get(netuid)
    expect(open(bench)).toEqual([[[netuid, epoch], [[validator, block, ciphertext, round]]]])
    expect(bench.state.SubtensorModule.LastUpdate.get(netuid)[1]).toBe(block)
    const event = bench.events.at(-1)
    expect(event?.event).toBe('TimelockedWeightsCommitted')
    expect(event?.data).toEqual([validator, netuid, expect.stringMatching(/^0x[0-9a-f]{64}$/), round])
  })

  it('are revealed in the block of the next epoch, before it runs', () => {
    const bench = subnet()
    must(commit(bench))
    publish(bench)
    bench.mine()
    expect(row(bench)).toEqual([])
    toEpoch(bench)
    expect(row(bench)).toEqual([[2, 65_535]])
    expect(open(bench)).toEqual([])
    const events = named(bench)
    expect(events.indexOf('WeightsSet')).toBe(events.indexOf('TimelockedWeightsRevealed') - 1)
    // The miner is paid in the very block that revealed what it is worth.
    expect(bench.state.SubtensorModule.Incentive.get(netuid)[2]).toBe(65_535)
  })

  it('wait for their pulse through the whole epoch, and are forgotten after it', () => {
    const bench = subnet()
    must(commit(bench))
    toEpoch(bench)
    bench.mine(3)
    expect(open(bench)).toHaveLength(1)
    publish(bench)
    bench.mine()
    expect(row(bench)).toEqual([[2, 65_535]])
    expect(open(bench)).toEqual([])

    const late = subnet()
    must(commit(late))
    toEpoch(late)
    toEpoch(late)
    expect(open(late)).toEqual([])
    publish(late)
    late.mine()
    expect(row(late)).toEqual([])
  })

  it('are revealed by their own mechanism', () => {
    const bench = subnet()
    bench.state.SubtensorModule.MechanismCountCurrent.set(netuid, 2)
    must(
      bench.call(validator, 'SubtensorModule.commit_timelocked_mechanism_weights', {
        netuid,
        mecid: 1,
        commit: locked(),
        reveal_round: round,
        commit_reveal_version: 4,
      }),
    )
    publish(bench)
    toEpoch(bench)
    expect(bench.state.SubtensorModule.Weights.get(4096 + netuid, 1)).toEqual([[2, 65_535]])
    expect(row(bench)).toEqual([])
    must(
      bench.call(validator, 'SubtensorModule.commit_crv3_mechanism_weights', {
        netuid,
        mecid: 0,
        commit: locked(),
        reveal_round: round,
      }),
    )
    toEpoch(bench)
    expect(row(bench)).toEqual([[2, 65_535]])
  })

  it('are dropped when they are another’s, no ciphertext, no payload, or against the rules of weights', () => {
    const bad = [
      locked(payloadOf(miner)),
      new Uint8Array(300),
      Uint8Array.of(1),
      locked(Uint8Array.of(1, 2, 3)),
      locked(undefined, round + 1n),
      locked(encodeWeightsPayload({ hotkey: fromHex(validator), uids: [99], values: [1], versionKey: 0n })),
    ]
    const bench = subnet()
    for (const ciphertext of bad) must(commit(bench, ciphertext))
    publish(bench)
    toEpoch(bench)
    expect(open(bench)).toEqual([])
    expect(row(bench)).toEqual([])
    expect(named(bench)).not.toContain('TimelockedWeightsRevealed')
  })

  it('may come without the committer’s name, as older clients send them', () => {
    const bench = subnet()
    must(commit(bench, locked(encodeLegacyWeightsPayload(weights))))
    publish(bench)
    toEpoch(bench)
    expect(row(bench)).toEqual([[2, 65_535]])
  })

  it('are not revealed in a block that puts the epoch off', () => {
    const bench = subnet()
    must(commit(bench))
    publish(bench)
    const { SubtensorModule: subtensor } = bench.state
    subtensor.MaxEpochsPerBlock.set(0)
    const due = Number(subtensor.LastEpochBlock.get(netuid)) + 20
    bench.mine(due - bench.ctx.block)
    expect(named(bench)).toContain('EpochDeferred')
    expect(row(bench)).toEqual([])
    subtensor.MaxEpochsPerBlock.set(2)
    bench.mine()
    expect(row(bench)).toEqual([[2, 65_535]])
  })

  it('are refused in the chain’s order', () => {
    const bench = subnet()
    const { SubtensorModule: subtensor } = bench.state
    for (let made = 0; made < 10; made++) must(commit(bench))
    expect(commit(bench)).toBe('TooManyUnrevealedCommits')
    subtensor.WeightsSetRateLimit.set(netuid, 5n)
    expect(commit(bench)).toBe('CommittingWeightsTooFast')
    subtensor.Uids.remove(netuid, validator)
    expect(commit(bench)).toBe('HotKeyNotRegisteredInSubNet')
    expect(commit(bench, undefined, { version: 3 })).toBe('IncorrectCommitRevealVersion')
    subtensor.CommitRevealWeightsEnabled.set(netuid, false)
    expect(commit(bench, undefined, { version: 3 })).toBe('CommitRevealDisabled')
    subtensor.MechanismCountCurrent.set(netuid, 0)
    expect(commit(bench)).toBe('MechanismDoesNotExist')
  })

  it('of more bytes than the chain takes cannot be decoded', () => {
    const encoded = (length: number) =>
      runtimeCall.codec.enc({
        pallet: 'SubtensorModule',
        call: 'commit_timelocked_weights',
        args: { netuid, commit: new Uint8Array(length), reveal_round: 1n, commit_reveal_version: 4 },
      })
    expect(decodeAll(runtimeCall.codec, encoded(5000)).call).toBe('commit_timelocked_weights')
    expect(() => decodeAll(runtimeCall.codec, encoded(5001))).toThrow('5000 are the most')
  })

  it('do not get into the pool when their round is out', () => {
    const bench = subnet()
    const code = (reveal_round: bigint) =>
      bench.poolCode(validator, 'SubtensorModule.commit_timelocked_weights', {
        netuid,
        commit: new Uint8Array(),
        reveal_round,
        commit_reveal_version: 4,
      })
    publish(bench)
    expect(code(round - 1n)).toBe(15)
    expect(code(round)).toBeNull()
  })

  it('blind a validator to neurons that came after the commit', () => {
    const bench = subnet()
    const commitBlocks = () => epochInput(bench.ctx, netuid, 0n).mechanisms[0]?.commitBlocks
    expect(commitBlocks()).toEqual([null, null, null])
    const block = bench.ctx.block
    must(commit(bench))
    bench.mine(2)
    must(commit(bench))
    expect(commitBlocks()).toEqual([null, block, null])
  })

  it('of a mechanism that is given up are forgotten', () => {
    const bench = subnet()
    bench.state.SubtensorModule.MechanismCountCurrent.set(netuid, 2)
    const args = { netuid, mecid: 1, commit: locked(), reveal_round: round, commit_reveal_version: 4 }
    must(bench.call(validator, 'SubtensorModule.commit_timelocked_mechanism_weights', args))
    bench.state.SubtensorModule.AdminFreezeWindow.set(0)
    must(bench.call('root', 'AdminUtils.sudo_set_mechanism_count', { netuid, mechanism_count: 1 }))
    expect([...bench.state.SubtensorModule.TimelockedWeightCommits.keys()]).toEqual([])
  })
})

type Field = CallArgs<'Commitments.set_commitment'>['info']['fields'][number]

describe('timelocked commitments', () => {
  const words = (text: string) => new TextEncoder().encode(text)
  const field = (encrypted: Uint8Array, to = round): Field => ({
    type: 'TimelockEncrypted',
    value: { encrypted, reveal_round: to },
  })
  const hash: Field = { type: 'Sha256', value: `0x${'17'.repeat(32)}` }
  const set = (bench: Bench, fields: Field[]) =>
    bench.call(miner, 'Commitments.set_commitment', { netuid, info: { fields } })

  it('are revealed once the pulse is there; the commitment keeps its other fields', () => {
    const bench = subnet()
    const { Commitments } = bench.state
    const later = field(locked(words('later'), round + 1n), round + 1n)
    must(set(bench, [hash, field(locked(words('model-7'))), later]))
    expect(bench.events.at(-1)).toMatchObject({ event: 'TimelockCommitment', data: { reveal_round: round } })
    bench.mine(2)
    expect(Commitments.RevealedCommitments.get(netuid, miner)).toBeUndefined()
    publish(bench)
    bench.mine()
    const block = BigInt(bench.ctx.block)
    expect(Commitments.RevealedCommitments.get(netuid, miner)).toEqual([[words('model-7'), block]])
    expect(named(bench)).toContain('CommitmentRevealed')
    expect(Commitments.CommitmentOf.get(netuid, miner)?.info.fields).toEqual([hash, later])
    expect(Commitments.TimelockedIndex.get()).toEqual([[netuid, miner]])
    storePulse(bench.state, beacon.sign(round + 1n))
    bench.mine()
    expect(Commitments.CommitmentOf.get(netuid, miner)?.info.fields).toEqual([hash])
    expect(Commitments.TimelockedIndex.get()).toEqual([])
  })

  it('go without a trace when nothing can be opened', () => {
    const bench = subnet()
    publish(bench)
    must(set(bench, [field(new Uint8Array(300)), field(locked(new Uint8Array()))]))
    bench.mine()
    const { Commitments } = bench.state
    expect(Commitments.CommitmentOf.get(netuid, miner)).toBeUndefined()
    expect(Commitments.RevealedCommitments.get(netuid, miner)).toBeUndefined()
    expect(Commitments.TimelockedIndex.get()).toEqual([])
  })

  it('are kept, the last ten', () => {
    const bench = subnet()
    publish(bench)
    const encrypted = locked(words('again'))
    for (let made = 0; made < 4; made++) {
      must(set(bench, [field(encrypted), field(encrypted), field(encrypted)]))
      bench.mine()
    }
    const revealed = bench.state.Commitments.RevealedCommitments.get(netuid, miner) ?? []
    expect(revealed).toHaveLength(10)
    expect(revealed.at(-1)?.[1]).toBe(BigInt(bench.ctx.block))
  })

  it('are watched in the order of the chain’s set, and no longer than there is something to reveal', () => {
    const bench = subnet()
    must(set(bench, [field(locked())]))
    must(bench.call(validator, 'Commitments.set_commitment', { netuid, info: { fields: [field(locked())] } }))
    const { TimelockedIndex } = bench.state.Commitments
    expect(TimelockedIndex.get()).toEqual([validator, miner].sort().map((who) => [netuid, who]))
    must(set(bench, [hash]))
    expect(bench.events.at(-1)?.event).toBe('Commitment')
    expect(TimelockedIndex.get()).toEqual([[netuid, validator]])
  })
})

test('root says where the kept rounds begin', () => {
  const bench = subnet()
  const move = (as: string) => bench.call(as, 'Drand.set_oldest_stored_round', { oldest_round: 7n })
  expect(move(anna)).toBe('BadOrigin')
  must(move('root'))
  expect(bench.state.Drand.OldestStoredRound.get()).toBe(7n)
  expect(bench.events.at(-1)).toMatchObject({ event: 'SetOldestStoredRound', data: [7n] })
})
