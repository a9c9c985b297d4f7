import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ApiPromise, Keyring } from '@polkadot/api'
import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import { cryptoWaitReady } from '@polkadot/util-crypto'
import {
  createBeacon,
  encodeWeightsPayload,
  quicknet,
  revealRound,
  roundTime,
  timelockEncrypt,
  verifyPulse,
} from '@subnetkit/timelock'
import { beforeAll, describe, expect, test } from 'vitest'
import ciphertexts from '../../../timelock/fixtures/timelock-ciphertext.json' with { type: 'json' }
import { fromHex, toHex } from '../codec/bytes.js'
import { devnetError } from '../dev/error.js'
import { createDevnet, type Devnet, type DevnetOptions } from '../devnet.js'
import { quicknet as quicknetConfig } from '../schema/types/drand.js'
import { beaconConfigOf, chainHash, createLocalBeacon, devKey } from './local-beacon.js'
import type { BeaconOption } from './option.js'

const TAO = 1_000_000_000n
const netuid = 2
const keyring = new Keyring({ type: 'sr25519' })

beforeAll(async () => {
  await cryptoWaitReady()
})

const accountOf = (uri: string) => toHex(keyring.addFromUri(uri).publicKey)

/** Subnet 2 of //Alice: uid 0 //Alice//hot, uid 1 the validator //Bob, uid 2 the miner //Charlie. Tempo 360. */
async function openSubnet(options: DevnetOptions = {}): Promise<Devnet> {
  const devnet = await createDevnet({ seed: 'timelock', blockTime: 'manual', ...options })
  const [bob, charlie] = [accountOf('//Bob'), accountOf('//Charlie')]
  const owner = devnet.impersonate(accountOf('//Alice'))
  // Of another owner: what the subnet owner's own miners earn is burned.
  const dave = devnet.impersonate(accountOf('//Dave'))
  const outcomes = [
    owner.execute('SubtensorModule', 'register_network', { hotkey: accountOf('//Alice//hot') }),
    owner.execute('SubtensorModule', 'start_call', { netuid }),
    owner.execute('SubtensorModule', 'burned_register', { netuid, hotkey: bob }),
    dave.execute('SubtensorModule', 'burned_register', { netuid, hotkey: charlie }),
    owner.execute('SubtensorModule', 'add_stake', { hotkey: bob, netuid, amount_staked: 1_000n * TAO }),
  ]
  for (const { error } of outcomes) if (error !== null) throw new Error(`refused: ${JSON.stringify(error)}`)
  devnet.setStorage('SubtensorModule', 'CommitRevealWeightsEnabled', [netuid], true)
  devnet.setStorage('SubtensorModule', 'WeightsSetRateLimit', [netuid], 0n)
  devnet.mineUntilEpoch(netuid)
  return devnet
}

/** Drand.BeaconConfig as @polkadot/api decodes it from the chain's own metadata. */
interface BeaconConfig {
  readonly publicKey: { toU8a(isBare: boolean): Uint8Array }
  readonly genesisTime: { toNumber(): number }
  readonly period: { toNumber(): number }
}

/** A commit made by a client that knows only the chain's own data. */
async function commitAsClient(devnet: Devnet, publicKey?: Uint8Array, at?: bigint) {
  const provider = devnet.provider.clone() as unknown as ProviderInterface
  const api = await ApiPromise.create({ provider, noInitWarn: true })
  try {
    const { subtensorModule: subtensor, drand, timestamp } = api.query
    const numberOf = (value: unknown) => Number(String(value))
    const read = async (item: string) => numberOf(await subtensor?.[item]?.(netuid))
    const config = (await drand?.beaconConfig?.()) as unknown as BeaconConfig
    const { round } = revealRound(
      {
        lastEpochBlock: await read('lastEpochBlock'),
        pendingEpochAt: await read('pendingEpochAt'),
        epochIndex: await read('subnetEpochIndex'),
        tempo: await read('tempo'),
        blocksSinceLastStep: await read('blocksSinceLastStep'),
        block: devnet.head.number,
      },
      {
        revealPeriod: await read('revealPeriodEpochs'),
        now: numberOf(await timestamp?.now?.()),
        clock: { genesis: config.genesisTime.toNumber(), period: config.period.toNumber() },
      },
    )
    const bob = keyring.addFromUri('//Bob')
    const plaintext = encodeWeightsPayload({
      hotkey: bob.publicKey,
      uids: [2],
      values: [7],
      versionKey: 0n,
    })
    const to = { round: at ?? round, publicKey: publicKey ?? config.publicKey.toU8a(true) }
    const commit = timelockEncrypt({ plaintext, ...to })
    await api.tx.subtensorModule!.commitTimelockedWeights!(netuid, toHex(commit), to.round, 4).signAndSend(
      bob,
    )
    devnet.mine()
    return to.round
  } finally {
    await api.disconnect()
  }
}

const row = (devnet: Devnet) => devnet.state.SubtensorModule.Weights.get(netuid, 1)
const open = (devnet: Devnet) => [...devnet.state.SubtensorModule.TimelockedWeightCommits.keys()].length

function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (devnetError.is(error)) return error.code
    throw error
  }
  throw new Error('it was not refused')
}

/** Responses of drand for rounds of quicknet. */
function recorded(round: number) {
  const { signature } = ciphertexts.cases.find((given) => given.round === round) ?? { signature: '' }
  const randomness = createHash('sha256').update(signature, 'hex').digest('hex')
  return { round, randomness, signature }
}

describe('the devnet’s own beacon', () => {
  test('opens a commit of a client that has read its key from the chain, and the epoch pays by it', async () => {
    await using devnet = await openSubnet()
    const round = await commitAsClient(devnet)
    expect(open(devnet)).toBe(1)
    expect(devnet.state.Drand.Pulses.get(round)).toBeUndefined()
    // The client aims three blocks past the first reveal block, so that its weights cannot be read too soon.
    devnet.mineUntilEpoch(netuid)
    expect(row(devnet)).toEqual([])
    devnet.mine(3)
    expect(row(devnet)).toEqual([[2, 65_535]])
    expect(open(devnet)).toBe(0)
    const pulse = devnet.state.Drand.Pulses.get(round)
    verifyPulse(pulse!, devnet.state.Drand.BeaconConfig.get().public_key)
    const earned = () => devnet.state.SubtensorModule.TotalHotkeyAlpha.get(accountOf('//Charlie'), netuid)
    const before = earned()
    devnet.mineUntilEpoch(netuid)
    expect(devnet.state.SubtensorModule.Incentive.get(netuid)).toEqual([0, 0, 65_535])
    expect(earned()).toBeGreaterThan(before)
  })

  test('publishes by the chain’s clock, signs what is asked for, and is the same every time', async () => {
    await using devnet = await createDevnet({ seed: 'rounds', blockTime: 'manual' })
    devnet.mine()
    const { Drand } = devnet.state
    const last = Drand.LastStoredRound.get()
    expect(roundTime(last)).toBeLessThanOrEqual(devnet.head.timestamp)
    expect(roundTime(last + 1n)).toBeGreaterThan(devnet.head.timestamp)
    devnet.mine()
    expect(devnet.state.Drand.LastStoredRound.get()).toBe(last + 4n)
    const pulse = devnet.pulse()
    expect(pulse.round).toBe(last + 4n)
    expect(devnet.pulse()).toEqual(pulse)
    const ahead = devnet.pulse(last + 100n)
    expect(devnet.state.Drand.LastStoredRound.get()).toBe(ahead.round)
    const own = createBeacon({ secretKey: fromHex(devKey.secretKey) })
    expect(toHex(own.publicKey)).toBe(devKey.publicKey)
    expect(toHex(own.sign(ahead.round).signature)).toBe(ahead.signature)
    expect(refusal(() => devnet.pulse(0))).toBe('BAD_PULSE')
    expect(refusal(() => devnet.pulse(2n ** 64n))).toBe('BAD_PULSE')
  })

  test('keeps a bounded number of rounds, also when the clock jumps', async () => {
    await using devnet = await createDevnet({ seed: 'old rounds', blockTime: 'manual' })
    devnet.mine()
    const { round } = devnet.pulse()
    const week = 216_000n
    const mineAtRound = (target: bigint) => {
      devnet.setNextTimestamp(roundTime(target))
      devnet.mine()
    }
    mineAtRound(round + week - 1n)
    expect(devnet.state.Drand.Pulses.has(round)).toBe(true)
    mineAtRound(round + week)
    expect(devnet.state.Drand.Pulses.has(round)).toBe(false)
    expect(devnet.state.Drand.OldestStoredRound.get()).toBe(round + 1n)
    const { round: second } = devnet.pulse()
    mineAtRound(second + 3n * week)
    expect([...devnet.state.Drand.Pulses.keys()]).toEqual([])
    expect(devnet.state.Drand.OldestStoredRound.get()).toBe(second + 2n * week + 1n)
    const old = createLocalBeacon({}).sign(second)
    const given = { round: second, randomness: toHex(old.randomness), signature: toHex(old.signature) }
    expect(refusal(() => devnet.feedPulse(given))).toBe('BAD_PULSE')
  })

  test('signs every block’s newest round if asked, with a key of one’s own', async () => {
    const secretKey = `0x${'07'.repeat(32)}`
    await using devnet = await createDevnet({ blockTime: 'manual', beacon: { secretKey, pulses: 'newest' } })
    devnet.mine(2)
    const { Drand } = devnet.state
    const { publicKey } = createBeacon({ secretKey: fromHex(secretKey) })
    expect(Drand.BeaconConfig.get().public_key).toEqual(publicKey)
    verifyPulse(Drand.Pulses.get(Drand.LastStoredRound.get())!, publicKey)
  })

  test('is described as drand describes its own', () => {
    const { hash, group_hash, metadata } = quicknetConfig
    expect(chainHash(quicknet, group_hash, metadata.beacon_id)).toEqual(hash)
    const config = beaconConfigOf(createLocalBeacon({}))
    expect(config).toMatchObject({ period: 3, genesis_time: quicknet.genesis })
    expect(config.hash).toHaveLength(32)
    expect(config.hash).not.toEqual(hash)
  })
})

describe('public pulses', () => {
  test('open a commit made for quicknet once they are fed in', async () => {
    await using devnet = await openSubnet({ beacon: 'quicknet' })
    expect(devnet.state.Drand.BeaconConfig.get().public_key).toEqual(quicknet.publicKey)
    await commitAsClient(devnet, quicknet.publicKey, 1_000_000n)
    devnet.mineUntilEpoch(netuid)
    expect(row(devnet)).toEqual([])
    expect(open(devnet)).toBe(1)
    const pulse = recorded(1_000_000)
    const held = await devnet.provider.send('dev_feedPulse', [pulse])
    expect(held).toEqual({
      round: 1_000_000,
      randomness: `0x${pulse.randomness}`,
      signature: `0x${pulse.signature}`,
    })
    expect(devnet.state.Drand.LastStoredRound.get()).toBe(1_000_000n)
    devnet.mine()
    expect(row(devnet)).toEqual([[2, 65_535]])
    expect(refusal(() => devnet.pulse())).toBe('BAD_PULSE')
  })

  test('go before those of the devnet’s own beacon', async () => {
    // The clock of this chain is that of quicknet's first rounds.
    const genesisTime = roundTime(100n)
    await using devnet = await openSubnet({ genesisTime })
    devnet.feedPulse(recorded(2000))
    await expect(commitAsClient(devnet, quicknet.publicKey, 1000n)).rejects.toThrow('Custom error: 15')
    await commitAsClient(devnet, quicknet.publicKey, 2000n)
    devnet.mineUntilEpoch(netuid)
    expect(row(devnet)).toEqual([[2, 65_535]])
  })

  test('are refused when they are forged or no pulses at all', async () => {
    await using devnet = await createDevnet({ blockTime: 'manual', beacon: 'quicknet' })
    const pulse = recorded(1000)
    const forged = [
      { ...pulse, round: 1001 },
      { ...pulse, signature: recorded(2000).signature },
      { ...recorded(2000), round: 1000 },
      { ...pulse, randomness: '00'.repeat(32) },
      { ...pulse, signature: 'xyz' },
      { ...pulse, round: -1 },
      { ...pulse, round: 1.5 },
    ]
    for (const given of forged) {
      expect(refusal(() => devnet.feedPulse(given))).toBe('BAD_PULSE')
      await expect(devnet.provider.send('dev_feedPulse', [given])).rejects.toThrow('-32602')
    }
    expect([...devnet.state.Drand.Pulses.keys()]).toEqual([])
    await expect(devnet.provider.send('dev_pulse', [])).rejects.toThrow('no beacon of its own')
  })

  test('of the chain’s own beacon may be fed in as well', async () => {
    await using devnet = await createDevnet({ seed: 'own', blockTime: 'manual' })
    devnet.mine()
    const round = devnet.state.Drand.LastStoredRound.get() + 10n
    const { randomness, signature } = createLocalBeacon({}).sign(round)
    devnet.feedPulse({ round, randomness: toHex(randomness), signature: toHex(signature) })
    expect(devnet.state.Drand.Pulses.get(round)?.signature).toEqual(signature)
    const told = await devnet.provider.send<{ round: number }>('dev_pulse', [Number(round)])
    expect(told).toEqual({ round: Number(round), randomness: toHex(randomness), signature: toHex(signature) })
  })
})

describe('a chain with a state file', () => {
  test('goes on with the beacon that it began with, and with no other', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'devnet-beacon-'))
    try {
      const stateFile = join(folder, 'chain.state')
      const start = (beacon: BeaconOption) => createDevnet({ blockTime: 'manual', stateFile, beacon })
      const secretKey = `0x${'07'.repeat(32)}`
      const first = await start({ secretKey })
      first.mine()
      const pulse = first.pulse()
      await first.close()
      for (const other of ['local', 'quicknet'] as const) {
        await expect(start(other)).rejects.toThrow('follows the beacon of key')
      }
      await using second = await start({ secretKey })
      expect(second.pulse()).toEqual(pulse)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
