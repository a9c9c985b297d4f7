import { resetBonds } from '@subnetkit/yuma'
import { type BlockContext, type CallContext, ensureRoot, ensureSigned } from '../runtime/context.js'
import { moduleFailure } from '../runtime/failure.js'
import type { CallArgs, ErrorName } from '../schema/schema.js'
import { currentEpoch } from './epoch-schedule.js'
import type { Reading } from './reading.js'
import { mechanismIndices, uidOf } from './subnets.js'
import { trackTimelock } from './timelocked-commitment.js'

type Info = CallArgs<'Commitments.set_commitment'>['info']
type Field = Info['fields'][number]

/** Fields of one commitment. */
const mostFields = 3
/** Every call is charged at least this many bytes. */
const smallestCharge = 100n

/** set_commitment: public data of a neuron, one commitment per hotkey and subnet. */
export function setCommitment(
  ctx: CallContext,
  { netuid, info }: CallArgs<'Commitments.set_commitment'>,
): void {
  const who = ensureSigned(ctx)
  const { CommitmentOf, LastCommitment, UsedSpaceOf } = ctx.state.Commitments
  const used = usedSpace(ctx, netuid, who)
  const charge = chargeOf(info)
  refuse(uidOf(ctx, netuid, who) === undefined, 'AccountNotAllowedCommit')
  refuse(info.fields.length > mostFields, 'TooManyFieldsInCommitmentInfo')
  refuse(used.used_space + charge > BigInt(ctx.state.Commitments.MaxSpace.get()), 'SpaceLimitExceeded')
  UsedSpaceOf.set(netuid, who, { ...used, used_space: used.used_space + charge })
  CommitmentOf.set(netuid, who, { deposit: 0n, block: ctx.block, info })
  LastCommitment.set(netuid, who, ctx.block)
  if (info.fields.some(({ type }) => type === 'ResetBondsFlag')) forgetBonds(ctx, netuid, who)
  const round = trackTimelock(ctx, netuid, who, info.fields)
  if (round === undefined) ctx.deposit('Commitments', 'Commitment', { netuid, who })
  else ctx.deposit('Commitments', 'TimelockCommitment', { netuid, who, reveal_round: round })
}

function refuse(when: boolean, error: ErrorName<'Commitments'>): void {
  if (when) throw moduleFailure('Commitments', error)
}

/** Space taken in the present epoch of the subnet, which ends with it. */
function usedSpace(ctx: Reading, netuid: number, who: string) {
  const epoch = currentEpoch(ctx, netuid)
  const stored = ctx.state.Commitments.UsedSpaceOf.get(netuid, who)
  return stored?.last_epoch === epoch ? stored : { last_epoch: epoch, used_space: 0n }
}

function chargeOf({ fields }: Info): bigint {
  const size = fields.reduce((sum, field) => sum + BigInt(lengthOf(field)), 0n)
  return size > smallestCharge ? size : smallestCharge
}

function lengthOf({ value }: Field): number {
  if (typeof value === 'string') return (value.length - 2) / 2
  if (value instanceof Uint8Array) return value.length
  return value === undefined ? 0 : value.encrypted.length
}

/** Takes the neuron's column out of all bonds, where the owner has allowed it; the wish is noted in any case. */
function forgetBonds(ctx: BlockContext, netuid: number, hotkey: string): void {
  const { BondsResetOn, Bonds } = ctx.state.SubtensorModule
  const uid = uidOf(ctx, netuid, hotkey)
  ctx.state.Commitments.LastBondsReset.set(netuid, hotkey, ctx.block)
  if (uid === undefined || !BondsResetOn.get(netuid)) return
  for (const index of mechanismIndices(ctx, netuid)) {
    for (const [[, owner], row] of [...Bonds.entries(index)]) {
      const [rest = []] = resetBonds([row], uid)
      Bonds.set(
        index,
        owner,
        rest.map(([target, bond]): [number, number] => [target, bond]),
      )
    }
  }
}

/** set_max_space: bytes a neuron may commit per epoch. */
export function setMaxSpace(
  ctx: CallContext,
  { new_limit: limit }: CallArgs<'Commitments.set_max_space'>,
): void {
  ensureRoot(ctx)
  ctx.state.Commitments.MaxSpace.set(limit)
}
