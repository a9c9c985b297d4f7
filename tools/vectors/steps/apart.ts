import type { Outcome, RecordedStep } from './record.js'

/** Parts that a reason keeps from being compared. */
interface Mask {
  /** Nothing is compared: the chains do different things. */
  readonly all?: true
  /** The only call that it keeps anything of. */
  readonly call?: string
  /** Names of events. */
  readonly events?: RegExp
  /** `Pallet.Item key` of storage. */
  readonly storage?: RegExp
  /** Amounts in the data of events and in storage, where a subnet with a pool takes part. */
  readonly amounts?: true
  /** Names of errors that were renamed, by their newer name. */
  readonly renamed?: Readonly<Record<string, string>>
}

/** Netuid of the subnet of the base that has a pool; the others swap one to one. */
const pooled = 3

/** Storage that the records leave out, or that their runtime did not have. */
const unrecorded =
  /^(Balances\.TotalIssuance|SubtensorModule\.(TotalIssuance|NumStakingColdkeys|StakingColdkeys|StakingColdkeysByIndex|LastColdkeyHotkeyStakeBlock)) /

/** Errors of the pallet by their number in runtime 293, where a batch reports one. */
const formerNumbers: Readonly<Record<string, string>> = {
  '0x12000000': '0x13000000',
  '0x2e000000': '0x30000000',
  '0x49000000': '0x00000000',
}

/** Storage that keeps the TAO of a stake. */
const ledger: Mask = {
  events: /^(Balances\.(Transfer|Withdraw|Deposit|Endowed)|System\.NewAccount)$/,
  storage: /^System\.Account .*6d6f646c7375627465/,
}

/**
 * Parts of steps that are not compared, by the reason that the record gives. Other reasons keep nothing back: a devnet that
 * reports spec 293 follows that version's rule.
 */
const masks: Readonly<Record<string, Mask>> = {
  'newer: TAO lies on accounts of subnets': ledger,
  // its payment is recorded without a reason of its own
  'newer: pruning keeps ten that are not immune': {
    ...ledger,
    storage:
      /^(System\.Account .*6d6f646c7375627465|SubtensorModule\.(SubnetTAO|SubnetVolume|TotalStake|RAORecycledForRegistration) |0x)/,
  },
  'newer: pools count at any mechanism; another curve': {
    storage:
      /^SubtensorModule\.(SubnetTAO|SubnetAlphaIn|SubnetAlphaOut|SubnetVolume|TotalStake|SubnetTaoProvided|RAORecycledForRegistration) /,
    amounts: true,
  },
  'newer: items of one of the two': {
    storage:
      /^(0x|SubtensorModule\.(RAORecycledForRegistration|EMAPriceHalvingBlocks|TaoDividendsPerSubnet) )/,
  },
  'newer: the Senate is gone': { events: /^SenateMembers/, storage: /^SenateMembers/ },
  'fault: root_register does not ask whose the hotkey is': {
    events: /^SenateMembers/,
    storage: /^SenateMembers/,
  },
  'documented: dissolve_network has no rule: root_dissolve_network has': {
    renamed: { SubnetNotExists: 'SubNetworkDoesNotExist' },
  },
  'newer: SubNetworkDoesNotExist is SubnetNotExists now': {
    renamed: { SubnetNotExists: 'SubNetworkDoesNotExist' },
  },
  'newer: commit-reveal is on where nothing is said': {
    renamed: { MechanismDoesNotExist: 'SubNetworkDoesNotExist' },
  },
  'newer: register_network: CannotAffordLockCost': {
    renamed: { CannotAffordLockCost: 'NotEnoughBalanceToStake' },
  },
  'newer: commits are dated by epochs': { storage: /^Commitments\.(UsedSpaceOf|TimelockedIndex) / },
  'newer: what a new subnet starts with': {
    storage:
      /^(Swap\.|0x|SubtensorModule\.(SubnetLocked|Tempo|LastEpochBlock|LastRateLimitedBlock|NetworkLastRegistered|NetworkModality) )/,
  },
  'newer: a subnet limit, and its event': {
    events: /^SubtensorModule\.SubnetLimitSet$/,
    storage: /^SubtensorModule\.SubnetLimit /,
  },
  'lab: tempo 0 on root': { storage: /^SubtensorModule\.RegistrationsThisInterval / },
  'newer: become_delegate is gone': { all: true },
  'newer: proof of work is dead': { call: 'SubtensorModule.register', all: true },
  'lab: the host panics where a node says 1002': { all: true },
}

/** Amounts, and a fee of zero. */
const digits = /\d{7,}|(?<=")0(?="\]$)/g

/** An outcome of the devnet or of the record without what the record's reasons keep back. */
export function masked(step: RecordedStep, given: Outcome, of: 'devnet' | 'record'): Outcome {
  const ofReasons = step.verdict.flatMap((reason) => masks[reason] ?? [])
  const kept = [...ofReasons.filter(({ call = step.call }) => call === step.call), ...emptyPool(step)]
  if (kept.some(({ all }) => all)) return { outcome: '', events: [], storage: [] }
  const withoutAmounts =
    kept.some(({ amounts }) => amounts) && JSON.stringify(step.args).includes(`${pooled}`)
  const text = (value: string) => (withoutAmounts ? value.replace(digits, '#') : value)
  const renamed = Object.assign({}, ...kept.map((mask) => mask.renamed ?? {})) as Record<string, string>
  const isCompared = (entry: string) =>
    !unrecorded.test(entry) && !kept.some(({ storage }) => storage?.test(entry))
  return {
    outcome: of === 'record' ? given.outcome : given.outcome.replace(/\w+$/, (name) => renamed[name] ?? name),
    events: given.events
      .filter(({ name }) => !kept.some(({ events }) => events?.test(name)))
      .map(({ name, data }) => ({ name, data: eventData(name, text(data), of) })),
    storage: given.storage
      .filter(({ item, key }) => isCompared(`${item} ${key}`))
      .map(({ item, key, value }) => ({ item, key, value: value && text(value) })),
  }
}

/** In runtime 293 a subnet without a pool counts no alpha outside, so that there is none to recycle. */
const emptyPool = ({ call, real }: RecordedStep): Mask[] =>
  call.endsWith('.recycle_alpha') && real.outcome.endsWith('.InsufficientLiquidity') ? [{ all: true }] : []

const eventData = (name: string, data: string, of: 'devnet' | 'record') =>
  name === 'SubtensorModule.BatchWeightItemFailed' && of === 'devnet'
    ? data.replace(/0x[0-9a-f]{8}/, (number) => formerNumbers[number] ?? number)
    : data
