import type { Block } from '../../chain/block.js'
import { Chain } from '../../chain/chain.js'
import { PoolRefusal } from '../../extrinsics/validity.js'
import { pallets } from '../../schema/schema.js'
import type { RuntimeCall } from '../../schema/types/outer.js'
import { itemPrefix } from '../../state/keys.js'
import { createState, createStateReader } from '../../state/state.js'
import { readRoot } from '../../state/store.js'
import { subnetAccount } from '../accounts.js'
import { stakeOf } from '../holdings.js'
import { subtensorRules } from '../rules.js'
import { accountOf, tao } from './bench.js'
import { alone, joint, type LedgerStep, ledgerHotkeys, ledgerPeople, shortLease } from './ledger-calls.js'

/** A chain of a fast build with one started subnet, whose two records of all TAO agree. */
export function startLedger(): Chain {
  const chain = new Chain({
    rules: subtensorRules,
    genesis: {
      timestamp: 1,
      seed: 'ledger',
      balances: new Map([...ledgerPeople, joint, alone].map((account) => [account, 10_000n * tao])),
      sudo: accountOf('sudo'),
    },
    switches: { allowLoopbackAxons: false, isFastBuild: true },
    slotMs: 12_000,
    onFault: (fault) => {
      throw fault
    },
  })
  chain.edit((store) => {
    const { SubtensorModule: subtensor, Balances } = createState(store)
    subtensor.TotalIssuance.set(Balances.TotalIssuance.get())
    for (const item of [subtensor.NetworkRateLimit, subtensor.TxRateLimit]) item.set(0n)
    for (const item of [subtensor.NetworkMinLockCost, subtensor.NetworkLastLockCost]) item.set(15n * tao)
    subtensor.ColdkeySwapAnnouncementDelay.set(2)
  })
  const [owner, anna, bert, cleo, dora] = ledgerPeople
  const proxies = [
    [anna, bert],
    [anna, cleo],
    [owner, anna],
    [bert, dora],
    [cleo, owner],
  ] as const
  const prepared: readonly (readonly [by: string, call: RuntimeCall])[] = [
    [owner, call('SubtensorModule', 'register_network', { hotkey: accountOf('owner-hot') })],
    [owner, call('SubtensorModule', 'start_call', { netuid: 2 })],
    ...ledgerHotkeys.map((hotkey, at): [string, RuntimeCall] => [
      ledgerPeople[at] as string,
      call('SubtensorModule', 'burned_register', { netuid: 2, hotkey }),
    ]),
    ...ledgerHotkeys.map((hotkey, at): [string, RuntimeCall] => [
      ledgerPeople[at] as string,
      call('SubtensorModule', 'add_stake', { hotkey, netuid: at === 0 ? 0 : 2, amount_staked: 50n * tao }),
    ]),
    ...proxies.map(([real, delegate]): [string, RuntimeCall] => [
      real,
      call('Proxy', 'add_proxy', { delegate: { type: 'Id', value: delegate }, proxy_type: 'Any', delay: 0 }),
    ]),
    [dora, call('Crowdloan', 'create', { ...leaseLoan, call: shortLease, target_address: undefined })],
    ...[anna, bert].map((by): [string, RuntimeCall] => [
      by,
      call('Crowdloan', 'contribute', { crowdloan_id: 0, amount: 45n * tao }),
    ]),
  ]
  for (const [by, made] of prepared) {
    chain.submitAs(by, made)
    chain.mine()
  }
  return chain
}

/** Enough for a network, also for one that costs twice and four times as much as the first. */
const leaseLoan = { deposit: 10n * tao, min_contribution: tao, cap: 100n * tao, end: 90 }

const call = (pallet: string, name: string, args: object): RuntimeCall => ({
  pallet,
  call: name,
  args: args as RuntimeCall['args'],
})

/** Faults in the books of a chain, in words; none when all is right. */
export function faultsOf(chain: Chain): string[] {
  const { state } = chain
  const { SubtensorModule: subtensor } = state
  let sum = 0n
  for (const [, { data }] of state.System.Account.entries()) sum += data.free + data.reserved
  const faults: string[] = []
  const expectHolds = (holds: boolean, fault: string) => void (holds || faults.push(fault))
  expectHolds(
    state.Balances.TotalIssuance.get() === sum,
    'Balances.TotalIssuance is not the sum of its parts',
  )
  const excess = subtensor.TotalIssuance.get() - sum
  expectHolds(excess >= 0n, 'there is more TAO than SubtensorModule.TotalIssuance')
  for (const [[netuid], isThere] of subtensor.NetworksAdded.entries()) {
    if (!isThere) continue
    const held = state.System.Account.get(subnetAccount(netuid)).data.free
    expectHolds(held >= subtensor.SubnetTAO.get(netuid), `pool ${netuid} counts TAO that its account has not`)
  }
  const ctx = { state, block: chain.head.header.number }
  const holders = new Map<string, bigint>()
  for (const [[hotkey, coldkey, netuid]] of subtensor.Alpha.entries()) {
    const key = `${hotkey} ${netuid}`
    holders.set(key, (holders.get(key) ?? 0n) + stakeOf(ctx, { hotkey, coldkey, netuid }))
  }
  const outside = new Map<number, bigint>()
  for (const [[hotkey, netuid], alpha] of subtensor.TotalHotkeyAlpha.entries()) {
    expectHolds(
      (holders.get(`${hotkey} ${netuid}`) ?? 0n) <= alpha,
      `holders of ${hotkey} have more than it has`,
    )
    outside.set(netuid, (outside.get(netuid) ?? 0n) + alpha)
  }
  for (const [netuid, alpha] of outside) {
    expectHolds(alpha <= subtensor.SubnetAlphaOut.get(netuid), `stakes on ${netuid} are more than its alpha`)
  }
  return faults
}

/** Outcome of a step: events of the extrinsic, and the storage that it left other than an empty block would. */
export interface Played {
  readonly events: readonly string[]
  readonly touched: readonly string[]
}

/** Carries out a step; null where the pool refused it, and where there is none to send. */
export function playStep(chain: Chain, step: LedgerStep): Played | null {
  if ('mine' in step) {
    for (let made = 0; made < step.mine; made++) chain.mine()
    return null
  }
  const made = atItsTime(chain, step.call)
  const before = chain.capture()
  const idle = chain.mine()
  chain.restore(before)
  try {
    chain.submitAs(step.by, made)
  } catch (error) {
    if (!(error instanceof PoolRefusal)) throw error
    return null
  }
  const block = chain.mine()
  const events = createStateReader(readRoot(block.root))
    .System.Events.get()
    .filter(({ phase }) => phase.type === 'ApplyExtrinsic' && phase.value === 1)
    .map(({ event }) => `${event.pallet}.${event.event}`)
  return { events, touched: touchedBy(block, idle) }
}

/** A second approval has to name when the first one came. */
function atItsTime(chain: Chain, made: RuntimeCall): RuntimeCall {
  if (made.pallet !== 'Multisig' || made.call !== 'as_multi') return made
  for (const [[account], { when }] of chain.state.Multisig.Multisigs.entries()) {
    if (account === joint) return { ...made, args: { ...made.args, maybe_timepoint: when } }
  }
  return made
}

const itemNames = new Map(
  pallets.flatMap(({ name, storage }) =>
    Object.keys(storage).map((item): [string, string] => [itemPrefix(name, item), `${name}.${item}`]),
  ),
)

function touchedBy(block: Block, idle: Block): string[] {
  const [ours, theirs] = [readRoot(block.root), readRoot(idle.root)]
  const touched = [...new Set([...block.changes.keys(), ...idle.changes.keys()])].filter((key) => {
    const [now, otherwise] = [ours.get(key), theirs.get(key)]
    if (now === undefined || otherwise === undefined) return now !== otherwise
    return Buffer.compare(now, otherwise) !== 0
  })
  return touched.map((key) => itemNames.get(key.slice(0, 64)) ?? key)
}

/** Events and storage of what an extrinsic pays, whether or not its call succeeds. */
const ofFees =
  /^(Balances\.(Withdraw|Deposit|Rescinded|Issued|TotalIssuance|InactiveIssuance)|TransactionPayment\.\w+|System\.(Account|Events|EventCount))$/

/** Effects of a refused extrinsic beyond its failure, its fee and its nonce. */
export function excessOf({ events, touched }: Played): string[] {
  if (!events.includes('System.ExtrinsicFailed')) return []
  const others = events.filter((event) => !ofFees.test(event))
  const isAlone = others.length === 1 && others[0] === 'System.ExtrinsicFailed'
  return [...(isAlone ? [] : others), ...touched.filter((item) => !ofFees.test(item))]
}
