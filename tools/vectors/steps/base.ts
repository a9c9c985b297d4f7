import { submitCall } from './envelope.js'
import type { RecordedWrite } from './record.js'
import { World } from './world.js'

const tao = 1_000_000_000n
const S = 'SubtensorModule.'
const coldkeys = Array.from({ length: 8 }, (_, at) => `c${at}`)
const hotkeys = Array.from({ length: 10 }, (_, at) => `h${at}`)

const account = (name: string, free: bigint): RecordedWrite => [
  'System.Account',
  [`@${name}`],
  {
    nonce: 0,
    consumers: 0,
    providers: 1,
    sufficients: 0,
    data: { free: String(free), reserved: 0, frozen: 0, flags: String(1n << 127n) },
  },
]

/** Values of a subnet, so that none comes from a default that has changed since. Tempo 0: no epochs. */
const settings = (netuid: number, mechanism: number): RecordedWrite[] =>
  Object.entries({
    SubnetMechanism: mechanism,
    Tempo: 0,
    SubtokenEnabled: true,
    MaxRegistrationsPerBlock: 200,
    TargetRegistrationsPerInterval: 200,
    Burn: String(tao),
    MinBurn: String(tao),
    MaxBurn: String(tao),
    AdjustmentInterval: 65_535,
    ImmunityPeriod: 5000,
    WeightsSetRateLimit: 0,
    ServingRateLimit: 50,
    CommitRevealWeightsEnabled: false,
    RevealPeriodEpochs: 1,
    MinAllowedWeights: 1,
    MaxWeightsLimit: 65_535,
    MaxAllowedUids: 64,
    MaxAllowedValidators: 8,
    BurnHalfLife: 36_100,
    Yuma3On: false,
    Kappa: 32_767,
    ActivityCutoff: 5000,
    WeightsVersionKey: 0,
  }).map(([item, value]) => [S + item, [netuid], value])

const globals: RecordedWrite[] = Object.entries({
  NetworkRateLimit: 0,
  TxRateLimit: 0,
  StakeThreshold: 0,
  NetworkMinLockCost: String(1000n * tao),
  AdminFreezeWindow: 0,
  OwnerHyperparamRateLimit: 0,
  WeightsVersionKeyRateLimit: 0,
  TxDelegateTakeRateLimit: 100,
  TxChildkeyTakeRateLimit: 100,
  PendingChildKeyCooldown: 20,
  NominatorMinRequiredStake: 0,
}).map(([item, value]) => [S + item, [], value])

const root: RecordedWrite[] = [
  [`${S}MaxRegistrationsPerBlock`, [0], 200],
  [`${S}TargetRegistrationsPerInterval`, [0], 200],
  [`${S}AdjustmentInterval`, [0], 65_535],
  [`${S}Tempo`, [0], 0],
  [`${S}Tempo`, [1], 0],
  [`${S}SubtokenEnabled`, [0], true],
]

const stakes = [
  ['c1', 'h1', 2, 1000n],
  ['c2', 'h2', 2, 500n],
  ['c3', 'h1', 2, 100n],
  ['c1', 'h1', 0, 100n],
  ['c4', 'h2', 0, 50n],
] as const

/** The state from which every recorded step starts. */
export function makeBase(specVersion: number): World {
  const world = new World(specVersion)
  const must = (by: string, call: string, args: Record<string, unknown>) => {
    const { outcome } = world.run({ by, call: S + call, args }, submitCall)
    if (outcome !== 'ok') throw new Error(`the base cannot be made: ${call} by ${by}: ${outcome}`)
  }
  world.write([
    ...coldkeys.map((name) => account(name, 50_000n * tao)),
    ...hotkeys.map((name) => account(name, 10n * tao)),
    account('poor', (2n * tao) / 1000n),
    ...globals,
    ...root,
  ])
  world.mine(2)
  must('c0', 'register_network', { hotkey: '@h0' })
  world.write(settings(2, 0))
  must('c6', 'register_network', { hotkey: '@h6' })
  world.write(settings(3, 1))
  for (const at of [1, 2, 3, 4, 5]) must(`c${at}`, 'burned_register', { netuid: 2, hotkey: `@h${at}` })
  for (const at of [1, 2, 3]) must(`c${at}`, 'burned_register', { netuid: 3, hotkey: `@h${at}` })
  for (const [by, hotkey, netuid, amount] of stakes) {
    must(by, 'add_stake', { hotkey: `@${hotkey}`, netuid, amount_staked: String(amount * tao) })
  }
  world.write([
    [`${S}ValidatorPermit`, [2], [false, true, true, false, false, false]],
    [`${S}ValidatorPermit`, [3], [false, true, false, false]],
  ])
  world.mine()
  return world
}
