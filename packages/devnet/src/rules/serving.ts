import { type BlockContext, type CallContext, ensureSigned, type RuleSwitches } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import type { Reading } from './reading.js'
import { refuse, type SubtensorError } from './refusal.js'
import { follows } from './spec.js'
import { allNetworks, uidOf } from './subnets.js'

type ServedAxon = CallArgs<'SubtensorModule.serve_axon'>
type ServedPrometheus = CallArgs<'SubtensorModule.serve_prometheus'>

const ipv4Loopback = 0x7f000001n
const ipv4Broadcast = 0xffffffffn
const ipv6Loopback = 1n
const ipv6Highest = (1n << 128n) - 1n

/** serve_axon. */
export function serveAxon(ctx: CallContext, args: ServedAxon): void {
  const hotkey = ensureSigned(ctx)
  refuseWith(axonObjection(ctx, hotkey, args, ctx.switches))
  storeAxon(ctx, hotkey, args)
}

/** serve_axon_tls: serve_axon with the certificate's key, whose first byte names its algorithm. */
export function serveAxonTls(ctx: CallContext, args: CallArgs<'SubtensorModule.serve_axon_tls'>): void {
  const hotkey = ensureSigned(ctx)
  refuseWith(axonObjection(ctx, hotkey, args, ctx.switches))
  const [algorithm, ...key] = args.certificate
  if (algorithm !== undefined && key.length <= longestCertificate) {
    const certificate = { public_key: Uint8Array.from(key), algorithm }
    ctx.state.SubtensorModule.NeuronCertificates.set(args.netuid, hotkey, certificate)
  }
  storeAxon(ctx, hotkey, args)
}

const longestCertificate = 64

function storeAxon(ctx: BlockContext, hotkey: string, args: ServedAxon): void {
  const { netuid, version, ip, port, ip_type, protocol, placeholder1, placeholder2 } = args
  const block = BigInt(ctx.block)
  const axon = { block, version, ip, port, ip_type, protocol, placeholder1, placeholder2 }
  ctx.state.SubtensorModule.Axons.set(netuid, hotkey, axon)
  ctx.deposit('SubtensorModule', 'AxonServed', [netuid, hotkey])
}

/** serve_prometheus. */
export function servePrometheus(ctx: CallContext, args: ServedPrometheus): void {
  const hotkey = ensureSigned(ctx)
  refuseWith(prometheusObjection(ctx, hotkey, args, ctx.switches))
  const { netuid, version, ip, port, ip_type } = args
  const served = { block: BigInt(ctx.block), version, ip, port, ip_type }
  ctx.state.SubtensorModule.Prometheus.set(netuid, hotkey, served)
  ctx.deposit('SubtensorModule', 'PrometheusServed', [netuid, hotkey])
}

function refuseWith(objection: SubtensorError | undefined): void {
  if (objection !== undefined) refuse(true, objection)
}

/** The first reason against serving an axon, in the chain's order. */
export function axonObjection(
  ctx: Reading,
  hotkey: string,
  { netuid, ip, ip_type, port }: Pick<ServedAxon, 'netuid' | 'ip' | 'ip_type' | 'port'>,
  switches: RuleSwitches,
): SubtensorError | undefined {
  const last = ctx.state.SubtensorModule.Axons.get(netuid, hotkey)?.block ?? 0n
  return objection(ctx, { hotkey, netuid, ip, ip_type, port, last, isAxon: true }, switches)
}

/** The first reason against serving a prometheus endpoint, in the chain's order. */
export function prometheusObjection(
  ctx: Reading,
  hotkey: string,
  { netuid, ip, ip_type, port }: ServedPrometheus,
  switches: RuleSwitches,
): SubtensorError | undefined {
  const last = ctx.state.SubtensorModule.Prometheus.get(netuid, hotkey)?.block ?? 0n
  return objection(ctx, { hotkey, netuid, ip, ip_type, port, last, isAxon: false }, switches)
}

interface Endpoint {
  readonly hotkey: string
  readonly netuid: number
  readonly ip: bigint
  readonly ip_type: number
  readonly port: number
  /** Block in which one was served before, 0 for never. */
  readonly last: bigint
  readonly isAxon: boolean
}

function objection(ctx: Reading, endpoint: Endpoint, switches: RuleSwitches): SubtensorError | undefined {
  const { hotkey, netuid, port, last, isAxon } = endpoint
  const isNeuron = isServer(ctx, netuid, hotkey)
  const limit = ctx.state.SubtensorModule.ServingRateLimit.get(netuid)
  const badAddress = addressObjection(endpoint, switches)
  // the chain asks for an axon's neuron first, and for a prometheus' address
  if (isAxon && !isNeuron) return 'HotKeyNotRegisteredInNetwork'
  if (badAddress !== undefined) return badAddress
  if (!isNeuron) return 'HotKeyNotRegisteredInNetwork'
  if (last !== 0n && BigInt(ctx.block) - last < limit) return 'ServingRateLimitExceeded'
  if (port === 0) return 'InvalidPort'
  return undefined
}

function isServer(ctx: Reading, netuid: number, hotkey: string): boolean {
  if (uidOf(ctx, netuid, hotkey) !== undefined) return true
  if (follows(ctx, 'localAxons')) return false
  return allNetworks(ctx).some((other) => uidOf(ctx, other, hotkey) !== undefined)
}

/** The all-zero address is an axon's alone. */
function addressObjection(endpoint: Endpoint, switches: RuleSwitches): SubtensorError | undefined {
  const { ip, ip_type, isAxon } = endpoint
  if (ip_type !== 4 && ip_type !== 6) return 'InvalidIpType'
  const isRefused = (ip === 0n && !isAxon) || !isAddress(ip, ip_type, switches)
  return isRefused ? 'InvalidIpAddress' : undefined
}

/** The chain refuses loopback and the highest addresses; a development switch lets loopback pass. */
function isAddress(ip: bigint, type: number, { allowLoopbackAxons }: RuleSwitches): boolean {
  const [loopback, highest] = type === 4 ? [ipv4Loopback, ipv4Broadcast] : [ipv6Loopback, ipv6Highest]
  return ip < highest && (allowLoopbackAxons || ip !== loopback)
}
