import { concatBytes, toHex } from '../codec/bytes.js'
import { blake2b256 } from '../codec/hash.js'
import { type BlockContext, type CallContext, ensureSigned } from '../runtime/context.js'
import { decProviders, freeBalance, incProviders, transfer } from '../runtime/currency.js'
import { addProxy, removeProxy } from '../runtime/pallets/proxy/proxies.js'
import { constantOf } from '../schema/constant.js'
import type { CallArgs } from '../schema/schema.js'
import { str, u32 } from '../schema/type.js'
import { weightOf } from '../weights/weight.js'
import { hotkeyExists, ownerOf } from './accounts.js'
import { creditStake, debitStake } from './holdings.js'
import { registerNetwork } from './networks.js'
import { currentPrice } from './pool.js'
import { refuse } from './refusal.js'
import { settleUpTo } from './used-weight.js'

const u32Max = 0xffff_ffff
const interval = constantOf('SubtensorModule', 'LeaseDividendsDistributionInterval')
/** Alpha worth less than this many rao does not move. */
const least = 2_000_000n

/** Weights of the calls by themselves, and for each contributor, where there are fewer than a crowdloan may have. */
const registering = {
  base: weightOf(301_560_714, 10_079, 41, 55),
  each: weightOf(26_884_006, 2_579, 2, 2),
}
const terminating = { base: weightOf(56_635_122, 6_148, 4, 6), each: weightOf(912_993, 2_529, 1, 1) }

/** An account of a lease: nobody has its key. */
const leaseAccount = (kind: 'coldkey' | 'hotkey', id: number): string =>
  toHex(blake2b256(concatBytes(str.codec.enc(`leasing/${kind}`), u32.codec.enc(id))))

const as = (ctx: CallContext, account: string): CallContext => ({
  ...ctx,
  origin: { kind: 'signed', account },
})

const beneficiaryProxy = (beneficiary: string) =>
  ({
    delegate: { type: 'Id', value: beneficiary },
    proxy_type: 'SubnetLeaseBeneficiary',
    delay: 0,
  }) as const

/** The crowdloan that is being finalized by this very call. */
function crowdloanInFinalization(ctx: CallContext) {
  const { CurrentCrowdloanId, Crowdloans } = ctx.state.Crowdloan
  const id = CurrentCrowdloanId.get() ?? ctx.fail('Crowdloan', 'InvalidCrowdloanId')
  return { id, ...(Crowdloans.get(id) ?? ctx.fail('Crowdloan', 'InvalidCrowdloanId')) }
}

/** register_leased_network: the call of a crowdloan, whose TAO buys a subnet that its creator runs by proxy. */
export function registerLeasedNetwork(
  ctx: CallContext,
  { emissions_share, end_block }: CallArgs<'SubtensorModule.register_leased_network'>,
): void {
  const beneficiary = ensureSigned(ctx)
  const { SubtensorModule: subtensor } = ctx.state
  const loan = crowdloanInFinalization(ctx)
  refuse(beneficiary !== loan.creator, 'InvalidLeaseBeneficiary')
  refuse(end_block !== undefined && end_block <= ctx.block, 'LeaseCannotEndInThePast')
  const id = subtensor.NextSubnetLeaseId.get()
  refuse(id === u32Max, 'Overflow')
  subtensor.NextSubnetLeaseId.set(id + 1)
  const [coldkey, hotkey] = [leaseAccount('coldkey', id), leaseAccount('hotkey', id)]
  incProviders(ctx, coldkey)
  incProviders(ctx, hotkey)
  transfer(ctx, loan.funds_account, coldkey, loan.raised, 'allow')
  registerNetwork(as(ctx, coldkey), { hotkey, identity: undefined })
  const owned = [...subtensor.SubnetOwner.entries()].find(([, owner]) => owner === coldkey)
  const [netuid] = owned?.[0] ?? ctx.fail('SubtensorModule', 'LeaseNetuidNotFound')
  addProxy(as(ctx, coldkey), beneficiaryProxy(beneficiary))
  const left = freeBalance(ctx, coldkey)
  const cost = loan.raised - left
  subtensor.SubnetLeases.set(id, { beneficiary, coldkey, hotkey, emissions_share, end_block, netuid, cost })
  subtensor.SubnetUidToLeaseId.set(netuid, id)
  // Contributors are to receive all dividends.
  subtensor.Delegates.set(hotkey, 0)
  giveBack(ctx, { id, crowdloan: loan.id, raised: loan.raised, coldkey, beneficiary, left })
  ctx.deposit('SubtensorModule', 'SubnetLeaseCreated', { beneficiary, lease_id: id, netuid, end_block })
  settleUpTo(ctx, loan.contributors_count, registering)
}

interface Remainder {
  readonly id: number
  readonly crowdloan: number
  readonly raised: bigint
  readonly coldkey: string
  readonly beneficiary: string
  readonly left: bigint
}

/** Notes what part each contributor has in a lease, and gives back its part of what the subnet did not cost. */
function giveBack(ctx: CallContext, { id, crowdloan, raised, coldkey, beneficiary, left }: Remainder): void {
  let rest = left
  for (const [[, contributor], amount] of ctx.state.Crowdloan.Contributions.entries(crowdloan)) {
    if (contributor === beneficiary) continue
    const share = (amount << 64n) / raised
    ctx.state.SubtensorModule.SubnetLeaseShares.set(id, contributor, share)
    const part = (share * left) >> 64n
    transfer(ctx, coldkey, contributor, part, 'allow')
    rest -= part
  }
  transfer(ctx, coldkey, beneficiary, rest, 'allow')
}

/** terminate_lease: once a lease is over its beneficiary owns the subnet. */
export function terminateLease(
  ctx: CallContext,
  { lease_id, hotkey }: CallArgs<'SubtensorModule.terminate_lease'>,
): void {
  const who = ensureSigned(ctx)
  const { SubtensorModule: subtensor } = ctx.state
  const lease = subtensor.SubnetLeases.get(lease_id) ?? ctx.fail('SubtensorModule', 'LeaseDoesNotExist')
  const { beneficiary, coldkey, netuid } = lease
  refuse(beneficiary !== who, 'ExpectedBeneficiaryOrigin')
  const end = lease.end_block ?? ctx.fail('SubtensorModule', 'LeaseHasNoEndBlock')
  refuse(ctx.block < end, 'LeaseHasNotEnded')
  refuse(!hotkeyExists(ctx, hotkey) || ownerOf(ctx, hotkey) !== beneficiary, 'BeneficiaryDoesNotOwnHotkey')
  subtensor.SubnetOwner.set(netuid, beneficiary)
  subtensor.SubnetOwnerHotkey.set(netuid, hotkey)
  ctx.deposit('SubtensorModule', 'SubnetOwnerHotkeySet', [netuid, hotkey])
  decProviders(ctx, coldkey)
  decProviders(ctx, lease.hotkey)
  const shares = [...subtensor.SubnetLeaseShares.keys(lease_id)].length
  subtensor.SubnetLeaseShares.clear(lease_id)
  subtensor.AccumulatedLeaseDividends.remove(lease_id)
  subtensor.SubnetLeases.remove(lease_id)
  removeProxy(as(ctx, coldkey), beneficiaryProxy(beneficiary))
  ctx.deposit('SubtensorModule', 'SubnetLeaseTerminated', { beneficiary, netuid })
  settleUpTo(ctx, shares, terminating)
}

/** Shares the owner's cut of a leased subnet with the contributors, every so many blocks. */
export function shareOwnerCut(ctx: BlockContext, netuid: number, cut: bigint): void {
  const { SubnetUidToLeaseId, SubnetLeases, AccumulatedLeaseDividends } = ctx.state.SubtensorModule
  const id = SubnetUidToLeaseId.get(netuid)
  const lease = id === undefined ? undefined : SubnetLeases.get(id)
  if (id === undefined || lease === undefined) return
  if (lease.end_block !== undefined && lease.end_block <= ctx.block) return
  const added = (cut * BigInt(lease.emissions_share) + 99n) / 100n
  const total = AccumulatedLeaseDividends.get(id) + added
  AccumulatedLeaseDividends.set(id, total)
  if (ctx.block % interval !== 0) return
  ctx.attempt(() => distribute(ctx, id, lease, total))
}

type Lease = Pick<CallArgs<'SubtensorModule.terminate_lease'>, 'hotkey'> & {
  readonly coldkey: string
  readonly beneficiary: string
  readonly netuid: number
}

function distribute(ctx: BlockContext, id: number, lease: Lease, total: bigint): void {
  let left = total
  for (const [[, contributor], share] of ctx.state.SubtensorModule.SubnetLeaseShares.entries(id)) {
    const part = (share * total + (1n << 64n) - 1n) >> 64n
    hand(ctx, id, lease, contributor, part)
    left = left > part ? left - part : 0n
  }
  hand(ctx, id, lease, lease.beneficiary, left)
  ctx.state.SubtensorModule.AccumulatedLeaseDividends.set(id, 0n)
}

/** Moves alpha of the lease's hotkey from the lease to somebody. */
function hand(
  ctx: BlockContext,
  lease_id: number,
  { coldkey, hotkey, netuid }: Lease,
  to: string,
  alpha: bigint,
): void {
  const worth = (currentPrice(ctx, netuid) * alpha) >> 64n
  debitStake(ctx, { hotkey, coldkey, netuid }, alpha)
  creditStake(ctx, { hotkey, coldkey: to, netuid }, alpha)
  refuse(worth < least, 'AmountTooLow')
  ctx.deposit('SubtensorModule', 'StakeRemoved', [coldkey, hotkey, worth, alpha, netuid, 0n])
  ctx.deposit('SubtensorModule', 'StakeAdded', [to, hotkey, worth, alpha, netuid, 0n])
  const event = { lease_id, contributor: to, alpha }
  ctx.deposit('SubtensorModule', 'SubnetLeaseDividendsDistributed', event)
}
