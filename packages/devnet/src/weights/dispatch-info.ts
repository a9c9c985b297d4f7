import { constantOf } from '../schema/constant.js'
import { type RuntimeCall, runtimeCall } from '../schema/types/outer.js'
import { type DispatchClass, measuredWeight } from './measured.js'
import { dearestStep, multisigWeight } from './multisig.js'
import { noWeight, sumOf, timesOf, type Weight, weightOf } from './weight.js'

/** Weight and class that a call declares before it is dispatched. */
export interface DispatchInfo {
  /** Weight of the call and of those that it wraps. */
  readonly weight: Weight
  readonly class: DispatchClass
  readonly paysFee: boolean
}

/** First version whose batches and proxies are free when the calls in them are. */
const FREE_WRAPPERS = 380

type Wrapper = (call: RuntimeCall, specVersion: number) => DispatchInfo

/** Returns what a call declares in a version of the runtime. */
export function dispatchInfoOf(call: RuntimeCall, specVersion: number): DispatchInfo {
  const name = `${call.pallet}.${call.call}`
  return (wrappers[name] ?? plain)(call, specVersion)
}

const plain: Wrapper = (call, specVersion) => {
  const name = `${call.pallet}.${call.call}`
  const { base, each, class: dispatchClass, isFree } = measuredWeight(name, specVersion)
  const units = unitsOf[name]?.(call.args as never) ?? 0
  return { weight: sumOf(base, timesOf(each, units)), class: dispatchClass, paysFee: !isFree }
}

type Measured = readonly unknown[] | { readonly length: number }

const MOST_REFUNDS = constantOf('Crowdloan', 'RefundContributorsLimit')

/** Units of calls whose weight depends on them. */
const unitsOf: Readonly<Record<string, (args: never) => number>> = {
  'System.remark': ({ remark }: { remark: Measured }) => remark.length,
  'System.remark_with_event': ({ remark }: { remark: Measured }) => remark.length,
  'System.set_storage': ({ items }: { items: Measured }) => items.length,
  'System.kill_storage': ({ keys }: { keys: Measured }) => keys.length,
  'System.kill_prefix': ({ subkeys }: { subkeys: number }) => subkeys + 1,
  'Balances.upgrade_accounts': ({ who }: { who: Measured }) => who.length,
  'Utility.batch': ({ calls }: { calls: Measured }) => calls.length,
  'Utility.batch_all': ({ calls }: { calls: Measured }) => calls.length,
  'Utility.force_batch': ({ calls }: { calls: Measured }) => calls.length,
  'Multisig.cancel_as_multi': (args: { other_signatories: Measured }) => args.other_signatories.length,
  'Multisig.poke_deposit': (args: { other_signatories: Measured }) => args.other_signatories.length,
  'Preimage.note_preimage': ({ bytes }: { bytes: Measured }) => bytes.length,
  'Preimage.ensure_updated': ({ hashes }: { hashes: Measured }) => hashes.length,
  'Crowdloan.refund': () => MOST_REFUNDS,
  'AdminUtils.swap_authorities': (args: { new_authorities: Measured }) => args.new_authorities.length,
}

/** The access of the inner call's account. */
const account = weightOf(0, 0, 1, 1)

const batch: Wrapper = (call, specVersion) => {
  const { calls } = call.args as { readonly calls: readonly RuntimeCall[] }
  const own = plain(call, specVersion).weight
  const inner = calls.map((one) => dispatchInfoOf(one, specVersion))
  if (specVersion >= FREE_WRAPPERS) {
    const weight = sumOf(own, ...inner.map((info) => info.weight))
    return { weight, class: 'Normal', paysFee: inner.some(({ paysFee }) => paysFee) }
  }
  const weight = sumOf(own, ...inner.filter(({ paysFee }) => paysFee).map((info) => info.weight))
  const isNormal = inner.some((info) => info.class === 'Normal')
  return { weight, class: isNormal ? 'Normal' : 'Operational', paysFee: true }
}

const innerOf = (call: RuntimeCall, specVersion: number): DispatchInfo =>
  dispatchInfoOf((call.args as { readonly call: RuntimeCall }).call, specVersion)

const sudo: Wrapper = (call, specVersion) => {
  const inner = innerOf(call, specVersion)
  const weight = sumOf(plain(call, specVersion).weight, inner.weight)
  return { weight, class: inner.class, paysFee: true }
}

const proxy: Wrapper = (call, specVersion) => {
  const inner = innerOf(call, specVersion)
  const own = sumOf(plain(call, specVersion).weight, account)
  if (specVersion >= FREE_WRAPPERS)
    return { weight: sumOf(own, inner.weight), class: 'Normal', paysFee: inner.paysFee }
  return { weight: inner.paysFee ? sumOf(own, inner.weight) : own, class: inner.class, paysFee: true }
}

const proxyAnnounced: Wrapper = (call, specVersion) => {
  const inner = innerOf(call, specVersion)
  const weight = sumOf(plain(call, specVersion).weight, account, inner.weight)
  return { weight, class: specVersion >= FREE_WRAPPERS ? 'Normal' : inner.class, paysFee: true }
}

interface MultisigArgs {
  readonly other_signatories: readonly string[]
  readonly call: RuntimeCall
  readonly max_weight: Weight
}

const bytesOf = (call: RuntimeCall): number => runtimeCall.codec.enc(call).length

const wrappers: Readonly<Record<string, Wrapper>> = {
  'Utility.batch': batch,
  'Utility.batch_all': batch,
  'Utility.force_batch': batch,
  'Sudo.sudo': sudo,
  'Sudo.sudo_as': sudo,
  'Sudo.sudo_unchecked_weight': (call, specVersion) => {
    const { weight } = call.args as { readonly weight: Weight }
    return { weight, class: innerOf(call, specVersion).class, paysFee: true }
  },
  'Proxy.proxy': proxy,
  'Proxy.proxy_announced': proxyAnnounced,
  'Multisig.as_multi_threshold_1': (call, specVersion) => {
    const args = call.args as unknown as MultisigArgs
    const inner = dispatchInfoOf(args.call, specVersion)
    const own = multisigWeight('threshold_1', args.other_signatories.length, bytesOf(args.call), specVersion)
    return { weight: sumOf(own, account, inner.weight), class: inner.class, paysFee: true }
  },
  'Multisig.as_multi': (call, specVersion) => {
    const { other_signatories, call: inner, max_weight } = call.args as unknown as MultisigArgs
    const steps = ['create', 'approve', 'complete'] as const
    const own = dearestStep(steps, other_signatories.length, bytesOf(inner), specVersion)
    return { weight: sumOf(own, max_weight), class: 'Normal', paysFee: true }
  },
  'Multisig.approve_as_multi': (call, specVersion) => {
    const { other_signatories, max_weight } = call.args as unknown as MultisigArgs
    const steps = ['create_by_hash', 'approve_by_hash'] as const
    const own = dearestStep(steps, other_signatories.length, 0, specVersion)
    return { weight: sumOf(own, max_weight), class: 'Normal', paysFee: true }
  },
  'Crowdloan.create': (call, specVersion) => {
    const { call: inner } = call.args as { readonly call: RuntimeCall | undefined }
    const weight = inner ? dispatchInfoOf(inner, specVersion).weight : noWeight
    return { weight: sumOf(plain(call, specVersion).weight, weight), class: 'Normal', paysFee: true }
  },
}
