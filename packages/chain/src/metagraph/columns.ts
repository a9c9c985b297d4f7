import { formatIp } from './ip.js'
import type { Axon } from './metagraph.js'

/** Subnet and mechanism to read. */
export interface SubnetSubject {
  readonly netuid: number
  readonly mechanism: number
}

/** A subnet as the chain returns it, by the chain's names: values of the subnet, and lists by uid. */
export interface SubnetColumns {
  readonly name: string | null
  readonly symbol: string
  readonly network_registered_at: number
  readonly owner_hotkey: string
  readonly owner_coldkey: string
  readonly tempo: number
  readonly last_step: number
  readonly alpha_in: bigint
  readonly tao_in: bigint
  readonly min_allowed_weights: number
  readonly max_weights_limit: number
  readonly weights_version: bigint
  readonly weights_rate_limit: number
  readonly activity_cutoff: number
  readonly max_validators: number
  readonly max_uids: number
  readonly burn: bigint
  readonly registration_allowed: boolean
  readonly immunity_period: number
  readonly serving_rate_limit: number
  readonly commit_reveal_weights_enabled: boolean
  readonly commit_reveal_period: number
  readonly hotkeys: readonly string[]
  readonly coldkeys: readonly string[]
  readonly identities: readonly (string | null)[]
  readonly axons: readonly (Axon | null)[]
  readonly active: readonly boolean[]
  readonly validator_permit: readonly boolean[]
  readonly last_update: readonly number[]
  readonly emission: readonly bigint[]
  readonly dividends: readonly number[]
  readonly incentives: readonly number[]
  readonly consensus: readonly number[]
  readonly trust: readonly number[]
  readonly rank: readonly number[]
  readonly block_at_registration: readonly number[]
  readonly alpha_stake: readonly bigint[]
  readonly tao_stake: readonly bigint[]
  readonly total_stake: readonly bigint[]
}

/** The name of a column. */
export type ColumnName = keyof SubnetColumns

/** Decodes one column from the reads. */
export const columnValues: { readonly [Name in ColumnName]: (read: unknown) => SubnetColumns[Name] } = {
  name: toName,
  symbol: toText,
  network_registered_at: Number,
  owner_hotkey: String,
  owner_coldkey: String,
  tempo: Number,
  last_step: Number,
  alpha_in: toAmount,
  tao_in: toAmount,
  min_allowed_weights: Number,
  max_weights_limit: Number,
  weights_version: toAmount,
  weights_rate_limit: Number,
  activity_cutoff: Number,
  max_validators: Number,
  max_uids: Number,
  burn: toAmount,
  registration_allowed: Boolean,
  immunity_period: Number,
  serving_rate_limit: Number,
  commit_reveal_weights_enabled: Boolean,
  commit_reveal_period: Number,
  hotkeys: listOf(String),
  coldkeys: listOf(String),
  identities: listOf(toIdentity),
  axons: listOf(toAxon),
  active: listOf(Boolean),
  validator_permit: listOf(Boolean),
  last_update: listOf(Number),
  emission: listOf(toAmount),
  dividends: listOf(Number),
  incentives: listOf(Number),
  consensus: listOf(Number),
  trust: listOf(Number),
  rank: listOf(Number),
  block_at_registration: listOf(Number),
  alpha_stake: listOf(toAmount),
  tao_stake: listOf(toAmount),
  total_stake: listOf(toAmount),
}

/** All columns. */
export const columnNames = Object.keys(columnValues) as readonly ColumnName[]

/** Columns that a runtime may lack: lists that are empty then. */
export const optionalColumns: ReadonlySet<ColumnName> = new Set(['identities', 'trust', 'rank'])

function listOf<T>(toItem: (read: unknown) => T): (read: unknown) => readonly T[] {
  return (read) => (read as readonly unknown[]).map((item) => toItem(item))
}

function toAmount(read: unknown): bigint {
  return BigInt(read as number | bigint)
}

const utf8 = new TextDecoder()

/** Text is bytes, or a list of numbers in the older answers. */
export function toText(read: unknown): string {
  return utf8.decode(read instanceof Uint8Array ? read : Uint8Array.from(read as readonly number[]))
}

/** The runtime's word for a subnet that has no name. */
const unnamed = 'unknown'

function toName(read: unknown): string | null {
  const name = toText(read)
  return name === '' || name === unnamed ? null : name
}

function toIdentity(read: unknown): string | null {
  if (read === null) return null
  const name = toText((read as { name: unknown }).name)
  return name === '' ? null : name
}

interface AxonRecord {
  readonly block: bigint
  readonly version: number
  readonly ip: bigint
  readonly port: number
  readonly ip_type: number
  readonly protocol: number
}

/** A never-served or reset axon has address 0 or port 0. */
function toAxon(read: unknown): Axon | null {
  if (read === null) return null
  const { block, version, ip, port, ip_type, protocol } = read as AxonRecord
  if (ip === 0n || port === 0) return null
  return { host: formatIp(ip, ip_type), port, protocol, version, servedAt: Number(block) }
}

/** Columns that are stored neuron by neuron. */
export type NeuronColumn =
  | 'hotkeys'
  | 'coldkeys'
  | 'identities'
  | 'axons'
  | 'block_at_registration'
  | keyof StakeColumns

/** Stake that neurons count with, in rao, by uid. */
export type StakeColumns = Pick<SubnetColumns, 'alpha_stake' | 'tao_stake' | 'total_stake'>
