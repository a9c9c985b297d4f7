import { createDevnet, type Devnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ChainClient, connectChain } from '../connection/connect-chain.js'
import { checkWeightsState, type PreflightName, type PreflightRequest } from './check-state.js'
import { preflight } from './preflight.js'
import { readWeightsState } from './state.js'

let devnet: Devnet
let client: ChainClient
const netuid = 2
const owner = createKeypair('//Alice')
const ownerHotkey = createKeypair('//Alice//hot').address
const validator = createKeypair('//Bob//hot').address
const coldkey = createKeypair('//Bob').address
let clean: string

beforeAll(async () => {
  devnet = await createDevnet({ blockTime: 'manual', seed: 'preflight', preset: 'fast' })
  const asOwner = devnet.impersonate(owner.address)
  expect(asOwner.execute('SubtensorModule', 'register_network', { hotkey: ownerHotkey }).error).toBeNull()
  asOwner.execute('SubtensorModule', 'start_call', { netuid })
  const registered = devnet
    .impersonate(coldkey)
    .execute('SubtensorModule', 'burned_register', { netuid, hotkey: validator })
  expect(registered.error).toBeNull()
  devnet.mine(150)
  devnet.setStorage('SubtensorModule', 'CommitRevealWeightsEnabled', [netuid], false)
  devnet.setStorage('SubtensorModule', 'WeightsSetRateLimit', [netuid], 100n)
  devnet.setStorage('SubtensorModule', 'ValidatorPermit', [netuid], [false, true])
  devnet.setStorage('SubtensorModule', 'LastUpdate', [netuid], [0n, 0n])
  client = await connectChain({ provider: devnet.provider })
  clean = devnet.snapshot()
})
afterAll(async () => {
  await client.close()
  await devnet.close()
})

/** Storage changed, asked, changed back. */
async function look(
  change: Partial<PreflightRequest> = {},
  storage: readonly (readonly [item: string, keys: readonly unknown[], value: unknown])[] = [],
) {
  for (const [item, keys, value] of storage) {
    devnet.setStorage('SubtensorModule', item as 'Tempo', keys as [number], value as number)
  }
  const result = await preflight(client, {
    netuid,
    hotkey: validator,
    versionKey: 1n,
    uids: [0],
    values: [65_535],
    ...change,
  })
  devnet.revert(clean)
  clean = devnet.snapshot()
  const check = (name: PreflightName) => result.checks.find((candidate) => candidate.name === name)
  return { ...result, check }
}

describe('preflight', () => {
  test('passes, with a sentence for everything that it looked at', async () => {
    const { firstProblem, checks, mode, uid } = await look()
    expect([firstProblem, mode, uid]).toEqual([null, 'plain', 1])
    expect(checks.map(({ name }) => name)).toEqual([
      'subnet',
      'registered',
      'stake',
      'permit',
      'version key',
      'rate limit',
      'commit-reveal',
      'open commits',
      'epoch',
      'vector',
    ])
    for (const { ok, sentence, code, fix } of checks) {
      expect([ok, code, fix]).toEqual([true, null, null])
      expect(sentence).not.toMatch(/undefined|\{/)
    }
  })

  test.each<[string, Partial<PreflightRequest>, Parameters<typeof look>[1], string]>([
    ['the root network', { netuid: 0 }, [], 'WEIGHTS_NO_SUCH_MECHANISM'],
    ['a subnet that is not there', { netuid: 77 }, [], 'WEIGHTS_NO_SUCH_MECHANISM'],
    ['a mechanism that is not there', { mechanism: 1 }, [], 'WEIGHTS_NO_SUCH_MECHANISM'],
    ['a hotkey that is not registered', { hotkey: coldkey }, [], 'NOT_REGISTERED'],
    ['too little stake', {}, [['StakeThreshold', [], 10n ** 12n]], 'WEIGHTS_STAKE_TOO_LOW'],
    ['no permit', {}, [['ValidatorPermit', [netuid], [true, false]]], 'NO_VALIDATOR_PERMIT'],
    ['an old version key', {}, [['WeightsVersionKey', [netuid], 2n]], 'WEIGHTS_VERSION_OUTDATED'],
    ['a vector too short', {}, [['MinAllowedWeights', [netuid], 2]], 'WEIGHTS_VECTOR_INVALID'],
    ['a uid that is not there', { uids: [2] }, [], 'WEIGHTS_VECTOR_INVALID'],
    ['a uid named twice', { uids: [0, 0], values: [1, 65_535] }, [], 'WEIGHTS_VECTOR_INVALID'],
    ['lengths that differ', { uids: [0, 1] }, [], 'WEIGHTS_VECTOR_INVALID'],
    ['values not relative to the largest', { values: [65_534] }, [], 'WEIGHTS_VECTOR_INVALID'],
    ['a mode that the subnet does not want', { mode: 'salted' }, [], 'WEIGHTS_MODE_UNAVAILABLE'],
    ['no epochs', {}, [['Tempo', [netuid], 0]], 'WEIGHTS_NO_EPOCH'],
  ])('%s', async (_, change, storage, code) => {
    const { firstProblem } = await look(change, storage)
    expect(firstProblem).toMatchObject({ ok: false, code })
    expect(firstProblem?.sentence).not.toMatch(/undefined|\{/)
    expect(firstProblem?.fix?.length).toBeGreaterThan(0)
  })

  test('the weight on oneself alone needs neither permit nor length; the owner neither permit nor stake', async () => {
    const harsh = [
      ['ValidatorPermit', [netuid], [false, false]],
      ['MinAllowedWeights', [netuid], 2],
    ] as const
    expect((await look({ uids: [1] }, harsh)).firstProblem).toBeNull()
    const rich = [...harsh.slice(0, 1), ['StakeThreshold', [], 10n ** 15n]] as const
    expect((await look({ hotkey: ownerHotkey }, rich)).firstProblem).toBeNull()
  })

  // Seen in the field: the SDK makes no attempt and says so at debug level only.
  test('defect: a rate limit is said with the block at which to retry, not passed over in silence', async () => {
    const { number } = devnet.head
    const { firstProblem } = await look({}, [['LastUpdate', [netuid], [0n, BigInt(number - 57)]]])
    expect(firstProblem).toMatchObject({
      name: 'rate limit',
      code: 'WEIGHTS_RATE_LIMITED',
      sentence: `weights can be set once in 100 blocks: 43 blocks to go, until block ${number + 43}`,
      retryBlock: number + 43,
    })
    const over = await look({}, [['LastUpdate', [netuid], [0n, BigInt(number - 100)]]])
    expect(over.firstProblem).toBeNull()
  })

  test('why there is no permit: too little stake, or too many with more', async () => {
    const without = ['ValidatorPermit', [netuid], [true, false]] as const
    const poor = await look({}, [without, ['StakeThreshold', [], 10n ** 12n]])
    const sentence = poor.check('permit')?.sentence
    expect(sentence).toMatch(
      /^no validator permit on subnet 2: stake weight [\d.]+ TAO is below 1000 TAO; next epoch in \d+ blocks$/,
    )
    const low = await look({}, [without, ['MaxAllowedValidators', [netuid], 3]])
    expect(low.check('permit')?.sentence).toMatch(
      /^no validator permit on subnet 2: not among the 3 highest stakes at the last epoch \(its stake weight is [\d.]+ TAO now\); next epoch in \d+ blocks$/,
    )
  })

  test('defect: without stake, where no threshold is set, the threshold is not the reason', async () => {
    const { permit, stakeThreshold, ...state } = await readWeightsState(client, {
      ...{ netuid, mechanism: 0, hotkey: validator },
    })
    expect([permit, stakeThreshold]).toEqual([true, 0n])
    const judge = (stake: bigint | null) =>
      checkWeightsState({ ...state, permit: false, stake, stakeThreshold: 0n }, { versionKey: 1n })
        .firstProblem?.sentence
    const { maxValidators } = state
    const reason = `not among the ${maxValidators} highest stakes at the last epoch`
    expect(judge(0n)).toContain(`: ${reason} (its stake weight is 0 TAO now); next epoch in `)
    expect(judge(null)).toContain(`: ${reason}; next epoch in `)
  })

  test('uid 0 is a registered uid', async () => {
    const { uid, firstProblem } = await look({ hotkey: ownerHotkey })
    expect([uid, firstProblem]).toEqual([0, null])
  })

  test('mechanisms have their own rate limit', async () => {
    const recently = BigInt(devnet.head.number)
    const storage = [
      ['MechanismCountCurrent', [netuid], 2],
      ['LastUpdate', [netuid], [0n, recently]],
      ['LastUpdate', [4096 + netuid], [0n, 0n]],
    ] as const
    expect((await look({ mechanism: 0 }, storage)).firstProblem?.code).toBe('WEIGHTS_RATE_LIMITED')
    expect((await look({ mechanism: 1 }, storage)).firstProblem).toBeNull()
  })

  test('commit-reveal: timelocked, salted when asked for, never plain', async () => {
    const hidden = [['CommitRevealWeightsEnabled', [netuid], true]] as const
    expect(await look({}, hidden)).toMatchObject({ mode: 'timelocked', firstProblem: null })
    expect(await look({ mode: 'salted' }, hidden)).toMatchObject({ mode: 'salted', firstProblem: null })
    expect((await look({ mode: 'plain' }, hidden)).firstProblem?.code).toBe('WEIGHTS_MODE_UNAVAILABLE')
    const commits = Array.from({ length: 10 }, () => [validator, 1n, new Uint8Array(1), 1n])
    const epoch = devnet.state.SubtensorModule.SubnetEpochIndex.get(netuid)
    const full = await look({}, [...hidden, ['TimelockedWeightCommits', [netuid, epoch], commits]])
    expect(full.firstProblem).toMatchObject({ code: 'WEIGHTS_TOO_MANY_COMMITS' })
    expect(full.firstProblem?.retryBlock).toBeGreaterThan(full.block.number)
    const salted = (made: bigint) =>
      Array.from({ length: 10 }, (_, at) => [`0x${'0'.repeat(63)}${at}`, made, 1n, 0n])
    const request = { mode: 'salted' } as const
    const open = await look(request, [...hidden, ['WeightCommits', [netuid, validator], salted(epoch)]])
    expect(open.firstProblem).toMatchObject({ code: 'WEIGHTS_TOO_MANY_COMMITS' })
    // Those whose epoch is over do not count: the chain drops them with the next.
    const over = await look(request, [...hidden, ['WeightCommits', [netuid, validator], salted(epoch - 2n)]])
    expect(over.firstProblem).toBeNull()
  })
})
