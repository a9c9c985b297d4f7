import { showUnits } from '@subnetkit/base'
import { address, bigint, type Decode, fields, flag, list, maybe, number } from '../read/decode.js'
import {
  type HyperparameterKinds,
  type HyperparameterName,
  type HyperparameterValue,
  specOf,
} from './table.js'

type Kind = keyof HyperparameterKinds
export type Value = HyperparameterKinds[keyof HyperparameterKinds]

/** Fraction bits of the chain's U64F64. */
const fractionBits = 64n
/** Bits of a fraction that a double can distinguish near 1. */
const doubleBits = 52n

interface ValueCodec<V> {
  /** Raw value of the storage item. */
  readonly read: Decode<V>
  /** The arguments of the call, after the netuid. */
  write(value: V): readonly unknown[]
}

const codecs: { readonly [K in Kind]: ValueCodec<HyperparameterKinds[K]> } = {
  integer: { read: number, write: (value) => [value] },
  key: { read: bigint, write: (value) => [value] },
  amount: { read: bigint, write: (value) => [value] },
  flag: { read: flag, write: (value) => [value] },
  ratio: {
    read: (stored) => Number(fields({ bits: bigint })(stored).bits) / Number(1n << fractionBits),
    write: (value) => [
      { bits: BigInt(Math.round(value * 2 ** Number(doubleBits))) << (fractionBits - doubleBits) },
    ],
  },
  range: {
    read: (stored) => {
      const [low = 0, high = 0] = list(number)(stored)
      return [low, high]
    },
    write: (value) => value,
  },
  shares: { read: maybe(list(number)), write: (value) => [value] },
  account: { read: address, write: (value) => [value] },
  recycling: {
    read: (stored) => ((stored as { variant?: unknown }).variant === 'Recycle' ? 'recycle' : 'burn'),
    write: (value) => [value === 'recycle' ? 'Recycle' : 'Burn'],
  },
}

/** Decodes the value of a storage item, typed by the table. */
export function decodeValue<Name extends HyperparameterName>(
  name: Name,
  stored: unknown,
): HyperparameterValue<Name> {
  return codecs[specOf(name).kind].read(stored) as HyperparameterValue<Name>
}

/** The arguments that set a value, after the netuid. */
export function valueArguments(name: HyperparameterName, value: Value): readonly unknown[] {
  return (codecs[specOf(name).kind] as ValueCodec<Value>).write(value)
}

/** Two factors are equal if they differ only in the chain's last bits. */
const ratioTolerance = 1e-12

/** Returns true if two values of a hyperparameter are the same to the chain. */
export function sameValue(name: HyperparameterName, left: Value | undefined, right: Value): boolean {
  if (left === undefined) return false
  if (specOf(name).kind === 'ratio') return Math.abs(Number(left) - Number(right)) < ratioTolerance
  return formatValue(name, left) === formatValue(name, right)
}

/** A value as text, for tables and sentences; amounts are in TAO, with the unit. */
export function formatValue(name: HyperparameterName, value: Value): string {
  if (value === null) return 'even'
  if (specOf(name).kind === 'amount') return `${showUnits(BigInt(String(value)))} TAO`
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return Array.isArray(value) ? value.join(' / ') : String(value)
}
