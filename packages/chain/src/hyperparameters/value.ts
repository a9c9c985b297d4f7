import type { Codec } from '@polkadot/types/types'
import { optional, toBigInt, toNumber } from '../read/runtime.js'
import {
  type HyperparameterKinds,
  type HyperparameterName,
  type HyperparameterValue,
  specOf,
} from './table.js'

type Kind = keyof HyperparameterKinds
type Value = HyperparameterKinds[Kind]

/** Fraction bits of the chain's U64F64. */
const fractionBits = 64n
/** Bits of a fraction that a double can tell apart near 1. */
const doubleBits = 52n

interface ValueCodec<V> {
  /** What the storage item holds. */
  read(stored: Codec): V
  /** The arguments of the call, after the netuid. */
  write(value: V): readonly unknown[]
}

const codecs: { readonly [K in Kind]: ValueCodec<HyperparameterKinds[K]> } = {
  integer: { read: toNumber, write: (value) => [value] },
  key: { read: toBigInt, write: (value) => [value] },
  amount: { read: toBigInt, write: (value) => [value] },
  flag: { read: (stored) => stored.toString() === 'true', write: (value) => [value] },
  ratio: {
    read: (stored) =>
      Number(toBigInt((stored as unknown as { bits: Codec }).bits)) / Number(1n << fractionBits),
    write: (value) => [
      { bits: BigInt(Math.round(value * 2 ** Number(doubleBits))) << (fractionBits - doubleBits) },
    ],
  },
  range: {
    read: (stored) =>
      [...(stored as unknown as Iterable<Codec>)].map(toNumber) as unknown as [number, number],
    write: (value) => value,
  },
  shares: {
    read: (stored) => {
      const list = optional(stored)
      return list === null ? null : [...(list as unknown as Iterable<Codec>)].map(toNumber)
    },
    write: (value) => [value],
  },
  account: { read: (stored) => stored.toString(), write: (value) => [value] },
  recycling: {
    read: (stored) => (stored.toString() === 'Recycle' ? 'recycle' : 'burn'),
    write: (value) => [value === 'recycle' ? 'Recycle' : 'Burn'],
  },
}

/** What a storage item holds, as the table types it. */
export function readValue<Name extends HyperparameterName>(
  name: Name,
  stored: Codec,
): HyperparameterValue<Name> {
  return codecs[specOf(name).kind].read(stored) as HyperparameterValue<Name>
}

/** The arguments that set a value, after the netuid. */
export function valueArguments(name: HyperparameterName, value: Value): readonly unknown[] {
  return (codecs[specOf(name).kind] as ValueCodec<Value>).write(value)
}

/** Two factors are one when only the chain's last bits tell them apart. */
const ratioTolerance = 1e-12

/** Whether two values of a hyperparameter are the same to the chain. */
export function sameValue(name: HyperparameterName, left: Value | undefined, right: Value): boolean {
  if (left === undefined) return false
  if (specOf(name).kind === 'ratio') return Math.abs(Number(left) - Number(right)) < ratioTolerance
  return formatValue(left) === formatValue(right)
}

/** A value as text, for tables and sentences. */
export function formatValue(value: Value): string {
  if (value === null) return 'even'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return Array.isArray(value) ? value.join(' / ') : String(value)
}
