import type { Devnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type ChainClient, connectChain } from '../../connection/connect-chain.js'
import { createFaultProxy } from '../../testing/fault-proxy/proxy.js'
import { chooseMode } from '../mode.js'
import { weightsCall } from '../seal.js'
import { readWeightsState } from '../state.js'
import { entryAt } from '../testing/entry.js'
import { createMemoryStore } from '../testing/memory-store.js'
import { createWeightsDevnet } from '../testing/weights-devnet.js'
import { createWeightsChain } from './chain-over-client.js'
import type { OutboxEntry, SaltedSeal, TimelockedSeal } from './entry.js'
import { createOutbox, createWeightsOutbox, type OutboxOptions } from './outbox.js'

const opened: AsyncDisposable[] = []
const kept: AsyncDisposable[] = []
const close = async (resources: AsyncDisposable[]) => {
  for (const resource of resources.splice(0).reverse()) await resource[Symbol.asyncDispose]()
}
afterEach(() => close(opened))
const own = <T extends AsyncDisposable>(resource: T): T => {
  opened.push(resource)
  return resource
}

const vector = { uids: [0, 2, 3], values: [1_000, 65_535, 7], versionKey: 3n }
const row = [
  [0, 1_000],
  [2, 65_535],
  [3, 7],
]

async function setUp(
  options: Parameters<typeof createWeightsDevnet>[0] = {},
  more: Partial<OutboxOptions> & { mechanism?: number } = {},
) {
  const chain = own(await createWeightsDevnet(options))
  const client: ChainClient = own(await connectChain({ provider: chain.devnet.provider }))
  const store = createMemoryStore()
  const { netuid, hotkey: signer } = chain
  const changes: OutboxEntry[] = []
  const create = (change: Partial<OutboxOptions> = {}) =>
    createWeightsOutbox({
      ...{ client, signer, netuid, store, onChange: (entry: OutboxEntry) => void changes.push(entry) },
      ...more,
      ...change,
    })
  const stages = () => changes.map(({ stage }) => stage)
  return { ...chain, client, store, create, outbox: create(), stages, changes }
}

function saltedSealOf(entry: OutboxEntry): SaltedSeal {
  if ('sealed' in entry && entry.sealed.kind === 'salted') return entry.sealed
  throw new Error(`${entry.key} is no salted commit`)
}

function timelockedSealOf(entry: OutboxEntry): TimelockedSeal {
  if ('sealed' in entry && entry.sealed.kind === 'timelocked') return entry.sealed
  throw new Error(`${entry.key} is no timelocked commit`)
}

function mineAndCount(devnet: Devnet, included: () => number): number {
  devnet.mine()
  return included()
}

describe('weights in the open', () => {
  test('land: each stage in its turn, the row read back', async () => {
    const { outbox, stages, row: onChain, included, store } = await setUp()
    await outbox.intend(vector, { key: 'a' })
    const status = await outbox.settle('a')
    expect(stages()).toEqual(['intended', 'signed', 'submitted', 'included', 'confirmed'])
    expect(status).toMatchObject({ code: 'set', settled: true, entry: { mode: 'plain', signatures: 1 } })
    expect(onChain()).toEqual(row)
    expect(included()).toBe(1)
    expect(await store.entries({ open: true })).toEqual([])
  })

  test('of another mechanism go by the call that names it', async () => {
    const { devnet, outbox, row: onChain, netuid } = await setUp({}, { mechanism: 1 })
    devnet.setStorage('SubtensorModule', 'MechanismCountCurrent', [netuid], 2)
    await outbox.intend(vector, { key: 'a' })
    const { entry } = await outbox.settle('a')
    expect(entry).toMatchObject({
      stage: 'confirmed',
      signed: { call: 'SubtensorModule.set_mechanism_weights' },
    })
    expect(onChain(1)).toEqual(row)
    expect(onChain(0)).toEqual([])
  })

  test('decided twice under one key are one decision; a newer one takes the place of what no node has', async () => {
    const { outbox, included, row: onChain } = await setUp()
    await outbox.intend(vector, { key: 'a' })
    await outbox.intend({ ...vector, values: [1, 2, 65_535] }, { key: 'a' })
    expect((await outbox.find('a'))?.vector).toEqual(vector)
    await outbox.intend({ ...vector, values: [5, 65_535, 6] }, { key: 'b' })
    await outbox.settle('b')
    expect(await outbox.entries()).toMatchObject([
      { key: 'a', stage: 'superseded', failure: { code: 'WEIGHTS_SUPERSEDED' } },
      { key: 'b', stage: 'confirmed' },
    ])
    expect(onChain()).toEqual([
      [0, 5],
      [2, 65_535],
      [3, 6],
    ])
    expect(included()).toBe(1)
  })

  test('defect: a rate limit closes the decision with the block at which to retry; nothing is sent', async () => {
    const { devnet, outbox, included, netuid } = await setUp()
    devnet.setStorage('SubtensorModule', 'WeightsSetRateLimit', [netuid], 500n)
    const [, lastUpdate] = devnet.state.SubtensorModule.LastUpdate.get(netuid)
    await outbox.intend(vector, { key: 'a' })
    const { entry, nextBlock, code } = await outbox.settle('a')
    const retryBlock = Number(lastUpdate) + 500
    expect(entry).toMatchObject({ failure: { code: 'WEIGHTS_RATE_LIMITED', retryBlock } })
    expect(entry).not.toHaveProperty('signed')
    expect([code, nextBlock]).toEqual(['failed', retryBlock])
    expect(included()).toBe(0)
  })

  test('too old to be signed anew are given up: their uids may belong to others', async () => {
    const { devnet, outbox, included } = await setUp()
    await outbox.intend(vector, { key: 'a' })
    devnet.mine(151)
    const { entry } = await outbox.settle('a')
    expect(entryAt(entry, 'failed').failure.code).toBe('WEIGHTS_STALE')
    expect(included()).toBe(0)
  })

  test('refused between the check and the block say why', async () => {
    const { devnet, outbox, netuid, included, changes } = await setUp({ blockTime: 'manual' })
    await outbox.intend(vector, { key: 'a' })
    const settling = outbox.settle('a')
    await expect.poll(() => changes.at(-1)?.stage).toBe('submitted')
    devnet.setStorage('SubtensorModule', 'WeightsVersionKey', [netuid], 9n)
    await expect
      .poll(() => {
        devnet.mine()
        return changes.at(-1)?.stage
      })
      .toBe('failed')
    const { entry } = await settling
    const failure = { code: 'WEIGHTS_VERSION_OUTDATED', cause: 'IncorrectWeightVersionKey' }
    expect(entry).toMatchObject({ stage: 'failed', failure })
    expect(included()).toBe(1)
  })

  test('that no block takes are signed anew only when the first bytes are dead, and land once', async () => {
    const {
      devnet,
      outbox,
      included,
      row: onChain,
      changes,
      netuid,
      client,
    } = await setUp({
      blockTime: 'manual',
    })
    await outbox.intend(vector, { key: 'a' })
    const settling = outbox.settle('a')
    const waiting = async () => (await client.api.rpc.author.pendingExtrinsics()).length
    await expect.poll(waiting).toBe(1)
    const first = entryAt(changes.at(-1), 'submitted').signed
    // The node throws the bytes out, and takes them no more, until their last block is over.
    const limit = (blocks: bigint) =>
      devnet.setStorage('SubtensorModule', 'WeightsSetRateLimit', [netuid], blocks)
    limit(1_000n)
    devnet.mine(first.lastBlock - devnet.head.number)
    expect([await waiting(), included(), changes.at(-1)]).toMatchObject([0, 0, { signed: first }])
    limit(0n)
    devnet.mine()
    await expect.poll(waiting, { timeout: 10_000 }).toBe(1)
    devnet.mine()
    const { entry } = await settling
    expect(entry.signatures).toBe(2)
    expect(entryAt(entry, 'confirmed').signed.hash).not.toBe(first.hash)
    expect(included()).toBe(1)
    expect(onChain()).toEqual(row)
  })

  test('that a reorganisation takes back are followed until they are in a block again', async () => {
    const { devnet, outbox, included, row: onChain, store } = await setUp({ blockTime: 'manual' })
    const before = devnet.snapshot()
    await outbox.intend(vector, { key: 'a' })
    const settling = outbox.settle('a')
    await expect.poll(() => mineAndCount(devnet, included)).toBe(1)
    const entry = entryAt((await settling).entry, 'confirmed')
    // As if the process had died before it saw that the block was final.
    await store.replace({ ...entry, revision: entry.revision + 1, stage: 'included' })
    devnet.revert(before)
    expect([included(), onChain()]).toEqual([0, []])
    devnet.mine(5)
    const again = outbox.settle('a')
    await expect.poll(() => mineAndCount(devnet, included), { timeout: 10_000 }).toBe(1)
    const settled = entryAt((await again).entry, 'confirmed')
    expect(settled).toMatchObject({ signatures: 1, signed: entry.signed })
    expect(settled.included).not.toEqual(entry.included)
    expect(onChain()).toEqual(row)
  })

  test('two runs on one store never both send', async () => {
    const { create, included, row: onChain } = await setUp()
    const [one, two] = [create(), create()]
    await one.intend(vector, { key: 'a' })
    const outcomes = await Promise.allSettled([one.settle('a'), two.settle('a')])
    const codes = outcomes.map((outcome) =>
      outcome.status === 'fulfilled' ? outcome.value.entry.stage : (outcome.reason as { code: string }).code,
    )
    expect(codes).toContain('confirmed')
    for (const code of codes) expect(['confirmed', 'OUTBOX_CONFLICT']).toContain(code)
    expect(included()).toBe(1)
    expect(onChain()).toEqual(row)
  })
})

describe('weights that are refused before anything is kept', () => {
  // Nothing of them reaches the chain, so one serves all.
  let setting: Awaited<ReturnType<typeof setUp>>
  beforeAll(async () => {
    setting = await setUp()
    kept.push(...opened.splice(0))
  })
  afterAll(() => close(kept))

  // Seen in the field: values that were floored, and a largest value that the chain would scale again.
  test.each([
    [[], []],
    [[0, 2], [1]],
    [
      [0, 0],
      [1, 65_535],
    ],
    [
      [0, 2],
      [3, 65_534],
    ],
    [
      [0, 2],
      [0, 0],
    ],
    [
      [0, 200],
      [1, 65_535],
    ],
  ])('defect: a vector that the chain would refuse or change is not taken: %j %j', async (uids, values) => {
    const intending = setting.outbox.intend({ uids, values, versionKey: 0n }, { key: 'a' })
    await expect(intending).rejects.toMatchObject({ code: 'WEIGHTS_VECTOR_INVALID' })
    expect(await setting.store.entries()).toEqual([])
  })

  test.each([-1n, 2n ** 64n])('of version key %i are refused before anything is kept', async (versionKey) => {
    const intending = setting.outbox.intend({ ...vector, versionKey }, { key: 'a' })
    await expect(intending).rejects.toMatchObject({ code: 'WEIGHTS_VECTOR_INVALID' })
    expect(await setting.store.entries()).toEqual([])
  })
})

describe('a validator that was away for so long that the node has forgotten the blocks', () => {
  const longAgo = async (
    options: Parameters<typeof createWeightsDevnet>[0],
    mode: 'plain' | 'timelocked',
  ) => {
    const setting = await setUp({
      history: 30,
      // Longer than the node remembers and the bytes live, so that no epoch comes before.
      tempo: 300,
      commitReveal: mode === 'timelocked',
      ...options,
    })
    const { outbox, store, devnet } = setting
    await outbox.intend(vector, { key: 'a' })
    const sent = entryAt((await outbox.settle('a', { until: 'confirmed' })).entry, 'confirmed')
    // As if the process had died right after it sent the bytes.
    const { included: _, ...unseen } = sent
    await store.replace({ ...unseen, revision: sent.revision + 1, stage: 'submitted' })
    devnet.mine(sent.signed.lastBlock + 101 - devnet.head.number)
    return { ...setting, sent }
  }

  test('takes the row, with the block of the last update, as proof', async () => {
    const { outbox, sent, included } = await longAgo({}, 'plain')
    const { entry } = await outbox.settle('a')
    expect(entry).toMatchObject({ stage: 'confirmed', included: { number: sent.included.number } })
    expect(included()).toBe(1)
  })

  test('takes the commit that still waits as proof, and follows it to its reveal', async () => {
    const { outbox, devnet, netuid, row: onChain, included } = await longAgo({}, 'timelocked')
    expect((await outbox.settle('a', { until: 'confirmed' })).entry.stage).toBe('confirmed')
    const { number } = devnet.mineUntilEpoch(netuid)
    devnet.mine(5)
    const { entry } = await outbox.settle('a')
    expect(entryAt(entry, 'revealed').revealed?.number).toBeGreaterThanOrEqual(number)
    expect([onChain(), included()]).toEqual([row, 1])
  })

  test('claims nothing of a reveal that lies in the forgotten blocks', async () => {
    const { outbox, devnet, netuid } = await longAgo({}, 'timelocked')
    await outbox.settle('a', { until: 'confirmed' })
    devnet.mineUntilEpoch(netuid)
    devnet.mine(60)
    const { entry } = await outbox.settle('a')
    expect(entry).toMatchObject({ failure: { code: 'WEIGHTS_UNPROVEN', cause: 'ROW_AS_SENT' } })
  })

  test('claims nothing when later weights hide what became of them', async () => {
    const { outbox, devnet, netuid, uid } = await longAgo({}, 'plain')
    devnet.setStorage('SubtensorModule', 'LastUpdate', [netuid], [0n, BigInt(devnet.head.number), 0n, 0n])
    devnet.setStorage('SubtensorModule', 'Weights', [netuid, uid], [[0, 65_535]])
    devnet.mine()
    const { entry } = await outbox.settle('a')
    expect(entry).toMatchObject({ failure: { code: 'WEIGHTS_UNPROVEN', cause: 'ROW_DIFFERENT' } })
  })
})

describe('timelocked weights', () => {
  const commit = async (options: Parameters<typeof createWeightsDevnet>[0] = {}) => {
    const setting = await setUp({ commitReveal: true, ...options })
    await setting.outbox.intend(vector, { key: 'a' })
    const committed = await setting.outbox.settle('a', { until: 'confirmed' })
    return { ...setting, committed }
  }

  test('are opened by the chain, and the row is read back', async () => {
    const { committed, outbox, stages, row: onChain, included, devnet, netuid } = await commit()
    expect(stages()).toEqual(['intended', 'signed', 'submitted', 'included', 'confirmed'])
    expect(committed).toMatchObject({ settled: false, code: 'sealed' })
    expect(committed.entry).toMatchObject({
      mode: 'timelocked',
      signed: { call: 'SubtensorModule.commit_timelocked_mechanism_weights' },
    })
    expect(onChain()).toEqual([])
    const first = devnet.mineUntilEpoch(netuid).number
    devnet.mine(5)
    const { entry, code } = await outbox.settle('a')
    expect(code).toBe('revealed')
    // The block is named that opened it, however late we look.
    const { revealed } = entryAt(entry, 'revealed')
    expect(revealed?.number).toBeGreaterThanOrEqual(first)
    expect(revealed?.number).toBeLessThanOrEqual(first + 4)
    expect(onChain()).toEqual(row)
    expect(included()).toBe(1)
  })

  // Spec 381 stores no count of epochs: finney's metadata of today.
  test('on a runtime that does not show its epochs', async () => {
    const { devnet, outbox, row: onChain, netuid, client } = await setUp({ commitReveal: true })
    devnet.upgradeRuntime(381)
    await expect.poll(() => client.api.runtimeVersion.specVersion.toNumber()).toBe(381)
    await outbox.intend(vector, { key: 'a' })
    const { entry } = await outbox.settle('a', { until: 'confirmed' })
    expect(entry).toMatchObject({ mode: 'timelocked', signed: { specVersion: 381 } })
    const { round } = timelockedSealOf(entry)
    devnet.mineUntilEpoch(netuid)
    devnet.pulse(round)
    devnet.mine(3)
    const done = await outbox.settle('a')
    expect(done.entry).toMatchObject({ stage: 'revealed' })
    expect(onChain()).toEqual(row)
  })

  test.each([2, 3])('with a reveal period of %i epochs', async (period) => {
    const { devnet, netuid, outbox, row: onChain } = await setUp({ commitReveal: true })
    devnet.setStorage('SubtensorModule', 'RevealPeriodEpochs', [netuid], BigInt(period))
    await outbox.intend(vector, { key: 'a' })
    const { entry } = await outbox.settle('a', { until: 'confirmed' })
    for (let epoch = 1; epoch < period; epoch++) devnet.mineUntilEpoch(netuid)
    devnet.mine(4)
    expect((await outbox.advance()).map(({ settled }) => settled)).toEqual([false])
    devnet.mineUntilEpoch(netuid)
    devnet.mine(5)
    const { entry: done } = await outbox.settle('a')
    expect(done.stage).toBe('revealed')
    expect(timelockedSealOf(entry).kind).toBe('timelocked')
    expect(onChain()).toEqual(row)
  })

  // bittensor #2794: the pulse of the round never comes, and the reveal silently does not happen.
  test('defect: without the pulse of its round a commit is said to wait for it, then to have expired', async () => {
    const { outbox, devnet, netuid, row: onChain } = await commit({ beacon: 'quicknet' })
    devnet.mineUntilEpoch(netuid)
    devnet.mine(4)
    const [waiting] = await outbox.advance()
    expect(waiting?.code).toBe('pulse-missing')
    devnet.mineUntilEpoch(netuid)
    devnet.mine()
    const { entry } = await outbox.settle('a')
    const failure = { code: 'WEIGHTS_REVEAL_EXPIRED', cause: 'PULSE_NEVER_STORED' }
    expect(entry).toMatchObject({ stage: 'failed', failure })
    expect(onChain()).toEqual([])
  })

  // Seen in the field: the reveal was never checked.
  test('defect: a commit that the chain drops at its reveal is no success, and the reason is stated', async () => {
    const { outbox, devnet, netuid, row: onChain } = await commit()
    devnet.setStorage('SubtensorModule', 'WeightsVersionKey', [netuid], 9n)
    devnet.mineUntilEpoch(netuid)
    devnet.mine(5)
    const { entry } = await outbox.settle('a')
    const failure = { code: 'WEIGHTS_REVEAL_DROPPED', cause: 'WEIGHTS_VERSION_OUTDATED' }
    expect(entry).toMatchObject({ stage: 'failed', failure })
    expect(onChain()).toEqual([])
  })

  test('defect: a permit lost before the reveal read as "it did not decrypt"', async () => {
    const { outbox, devnet, netuid, uid, row: onChain } = await commit()
    // The epoch that follows the reveal in the same block deals it again.
    const permits = devnet.state.SubtensorModule.ValidatorPermit.get(netuid)
    devnet.setStorage('SubtensorModule', 'ValidatorPermit', [netuid], permits.with(uid, false))
    devnet.mineUntilEpoch(netuid)
    devnet.mine(5)
    expect(devnet.state.SubtensorModule.ValidatorPermit.get(netuid)[uid]).toBe(true)
    const { entry } = await outbox.settle('a')
    const failure = { code: 'WEIGHTS_REVEAL_DROPPED', cause: 'NO_VALIDATOR_PERMIT' }
    expect(entry).toMatchObject({ stage: 'failed', failure })
    expect(onChain()).toEqual([])
  })

  test('defect: a node that lags behind the commit made it count as expired', async () => {
    const { client, hotkey: signer, netuid, store, committed, outbox, devnet } = await commit()
    const weights = createWeightsChain(client, signer, { netuid, mechanism: 0 })
    const { included } = entryAt(committed.entry, 'confirmed')
    const before = await weights.blockAt(included.number - 1)
    const lagging = createOutbox({
      store,
      chain: { ...weights, state: (at) => weights.state(at ?? before ?? undefined) },
    })
    const [waiting] = await lagging.advance()
    expect(waiting).toMatchObject({ settled: false, entry: { stage: 'confirmed' } })
    devnet.mineUntilEpoch(netuid)
    devnet.mine(5)
    expect((await outbox.settle('a')).code).toBe('revealed')
  })

  test('that a row held before are not taken for revealed when their commit is dropped', async () => {
    const { outbox, devnet, netuid, row: onChain } = await commit()
    devnet.mineUntilEpoch(netuid)
    devnet.mine(5)
    expect((await outbox.settle('a')).entry.stage).toBe('revealed')
    await outbox.intend(vector, { key: 'b' })
    await outbox.settle('b', { until: 'confirmed' })
    devnet.setStorage('SubtensorModule', 'StakeThreshold', [], 10n ** 18n)
    devnet.mineUntilEpoch(netuid)
    devnet.mine(5)
    const { entry } = await outbox.settle('b')
    expect(onChain()).toEqual(row)
    const failure = { code: 'WEIGHTS_REVEAL_DROPPED', cause: 'WEIGHTS_STAKE_TOO_LOW' }
    expect(entry).toMatchObject({ stage: 'failed', failure })
  })

  test('committed twice in an epoch: the later counts, the earlier gives way', async () => {
    const { outbox, devnet, netuid, row: onChain } = await commit()
    const later = { ...vector, values: [65_535, 1, 1] }
    await outbox.intend(later, { key: 'b' })
    await outbox.settle('b', { until: 'confirmed' })
    devnet.mineUntilEpoch(netuid)
    devnet.mine(5)
    await outbox.advance()
    expect((await outbox.entries()).map(({ key, stage }) => [key, stage])).toEqual([
      ['a', 'superseded'],
      ['b', 'revealed'],
    ])
    expect(onChain()[0]).toEqual([0, 65_535])
  })
})

describe('salted weights', () => {
  const commit = async () => {
    const setting = await setUp({ commitReveal: true })
    await setting.outbox.intend(vector, { key: 'a', mode: 'salted' })
    const committed = await setting.outbox.settle('a', { until: 'confirmed' })
    return { ...setting, committed }
  }

  test('are committed with a salt that is kept before, and revealed in their one epoch', async () => {
    const { outbox, devnet, netuid, row: onChain, included, stages, committed, changes } = await commit()
    const signed = entryAt(
      changes.find(({ stage }) => stage === 'signed'),
      'signed',
    )
    const { salt } = saltedSealOf(signed)
    expect(salt).toHaveLength(8)
    expect(saltedSealOf(committed.entry).salt).toEqual(salt)
    expect(committed).toMatchObject({ code: 'reveal-next', nextBlock: expect.any(Number) })
    expect(onChain()).toEqual([])
    devnet.mineUntilEpoch(netuid)
    const { entry } = await outbox.settle('a')
    expect(stages().slice(5)).toEqual(['revealing', 'revealed'])
    expect(entry).toMatchObject({ reveal: expect.any(Object), revealed: expect.any(Object) })
    expect(onChain()).toEqual(row)
    expect(included()).toBe(2)
  })

  test('whose epoch has passed are lost, and said to be', async () => {
    const { outbox, devnet, netuid, row: onChain, included } = await commit()
    devnet.mineUntilEpoch(netuid)
    devnet.mineUntilEpoch(netuid)
    const { entry } = await outbox.settle('a')
    const failure = { code: 'WEIGHTS_REVEAL_EXPIRED', cause: 'REVEAL_NOT_INCLUDED' }
    expect(entry).toMatchObject({ failure })
    expect(onChain()).toEqual([])
    expect(included()).toBe(1)
  })

  test('whose reveal the chain refuses are tried again with each block of the epoch', async () => {
    const { outbox, create, devnet, netuid, row: onChain } = await commit()
    devnet.mineUntilEpoch(netuid)
    devnet.setStorage('SubtensorModule', 'StakeThreshold', [], 10n ** 18n)
    await outbox.advance()
    devnet.mine()
    const [waiting] = await outbox.advance()
    const problem = { code: 'WEIGHTS_STAKE_TOO_LOW' }
    expect(waiting).toMatchObject({ settled: false, code: 'reveal-refused', problem })
    // A status alone says the same.
    expect(await create().status()).toEqual([waiting])
    expect((await outbox.settle('a', { untilRefused: true })).problem?.code).toBe('WEIGHTS_STAKE_TOO_LOW')
    devnet.setStorage('SubtensorModule', 'StakeThreshold', [], 0n)
    devnet.mine()
    expect((await outbox.settle('a')).entry.stage).toBe('revealed')
    expect(onChain()).toEqual(row)
  })

  test('committed twice in an epoch are revealed in their order', async () => {
    const { outbox, devnet, netuid, row: onChain, included } = await commit()
    await outbox.intend({ ...vector, values: [65_535, 1, 1] }, { key: 'b', mode: 'salted' })
    await outbox.settle('b', { until: 'confirmed' })
    devnet.mineUntilEpoch(netuid)
    await outbox.settle('b')
    expect((await outbox.entries()).map(({ stage }) => stage)).toEqual(['revealed', 'revealed'])
    expect(onChain()[0]).toEqual([0, 65_535])
    expect(included()).toBe(4)
  })

  test('are what a runtime without timelocked commits gets', async () => {
    const { client, netuid, hotkey } = await setUp({ commitReveal: true })
    const state = await readWeightsState(client, { netuid, mechanism: 0, hotkey: hotkey.address })
    const older = { ...state, calls: ['set_weights', 'commit_weights', 'reveal_weights'] }
    expect(chooseMode(older)).toBe('salted')
    expect(weightsCall('salted', older, vector, 0).call).toMatchObject({ call: 'commit_weights' })
    expect(() => chooseMode({ ...older, calls: ['set_weights'] })).toThrow(
      expect.objectContaining({ code: 'WEIGHTS_MODE_UNAVAILABLE' }),
    )
  })
})

describe('what surrounds a submission', () => {
  test.each(['signed', 'submitted'])('a runtime that changes right after the bytes are %s', async (stage) => {
    const { devnet, included, row: onChain, create, client } = await setUp()
    const specVersion = client.api.runtimeVersion.specVersion.toNumber()
    let changed = false
    const outbox = create({
      onChange(entry) {
        if (entry.stage !== stage || changed) return
        changed = true
        devnet.upgradeRuntime(specVersion + 1)
      },
    })
    await outbox.intend(vector, { key: 'a' })
    const settling = outbox.settle('a')
    const mining = setInterval(() => devnet.mine(), 50)
    const { entry } = await settling.finally(() => clearInterval(mining))
    // The first bytes are void under the new runtime, and nothing else is sent before that is certain.
    expect(entry).toMatchObject({ signatures: 2, signed: { specVersion: specVersion + 1 } })
    expect(entry.stage).toBe('confirmed')
    expect([included(), onChain()]).toEqual([1, row])
  })

  // Seen in the field: a socket for each submission, and parts of the mnemonic in the log.
  test('defect: one connection for all of them, and no secret in what is kept or told', async () => {
    const seed = `0x${'5e'.repeat(32)}` as const
    const chain = own(await createWeightsDevnet({ port: 0, commitReveal: true, hotkey: createKeypair(seed) }))
    const { devnet, netuid, hotkey: signer } = chain
    const proxy = own(await createFaultProxy({ upstream: devnet.url as string }))
    const client = own(await connectChain({ endpoint: proxy.url }))
    const store = createMemoryStore()
    const told: unknown[] = []
    const outbox = createWeightsOutbox({
      client,
      signer,
      netuid,
      store,
      onChange: (entry) => told.push(entry),
    })
    for (const [round, mode] of (['timelocked', 'salted', 'timelocked'] as const).entries()) {
      await outbox.intend(vector, { key: `${round}`, mode })
      told.push(await outbox.settle(`${round}`, { until: 'confirmed' }))
    }
    expect(chain.included()).toBe(3)
    expect(proxy.tried).toBe(1)
    const text = JSON.stringify([told, await store.entries()], (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    expect(text).toContain(signer.address)
    expect(text).not.toContain('5e5e5e5e')
  })
})
