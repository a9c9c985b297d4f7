import { epochOf } from './epoch.js'
import { yumaError } from './errors.js'
import { type AnyRow, type StoreBonds, storeFlat, storePairs } from './stages/row-forms.js'
import type {
  EpochResult,
  FlatRow,
  HotkeyPayout,
  MechanismsInput,
  MechanismsResult,
  StoredNeurons,
} from './types.js'

const U16_MAX = 65535n
const U64_MAX = (1n << 64n) - 1n
/** 1 in U64F64. */
const ONE = 1n << 64n

/**
 * Runs a subnet's epoch: splits the emission among its mechanisms, runs each on the same previous permits, and
 * aggregates the values stored per subnet.
 *
 * @throws RangeError when a hotkey is at two uids (the chain skips such an epoch), when there is no mechanism, or when
 * {@link runEpoch} refuses the input.
 */
export function runMechanisms(input: MechanismsInput): MechanismsResult {
  return resultOf(input, storePairs)
}

/**
 * As {@link runMechanisms}, from and to rows as they lie in storage: saves building a list for each cell, which takes as long as the
 * arithmetic.
 */
export function runFlatMechanisms(input: MechanismsInput<FlatRow>): MechanismsResult<FlatRow> {
  return resultOf(input, storeFlat)
}

function resultOf<Row extends AnyRow>(
  input: MechanismsInput<Row>,
  storeBonds: StoreBonds<Row>,
): MechanismsResult<Row> {
  const { subnet, mechanisms, emission, emissionSplit, hotkeys } = input
  if (mechanisms.length === 0) throw yumaError('MECHANISMS_MISSING', {})
  const uids = uidsByAccount(hotkeys, subnet.n)
  const parts = splitEmission(emission, mechanisms.length, emissionSplit)
  const results = mechanisms.map((mechanism, m) =>
    epochOf({ ...subnet, ...mechanism, raoEmission: parts[m]! }, storeBonds),
  )
  return {
    stored: aggregate(results, mechanismWeights(parts, emission), subnet.n),
    mechanisms: results.map(({ stored, payout }, m) => ({
      incentive: stored.incentive,
      bonds: stored.bonds,
      emission: parts[m]!,
      serverEmission: payout.serverEmission,
    })),
    payouts: uids.map(
      (uid): HotkeyPayout => ({
        hotkey: hotkeys[uid]!,
        uid,
        server: sum(results.map(({ payout }) => payout.serverEmission[uid]!)),
        validator: sum(results.map(({ payout }) => payout.validatorEmission[uid]!)),
      }),
    ),
  }
}

/**
 * Returns each mechanism's part of a subnet's emission: by its u16 share of 65535, or evenly without a split.
 * The rounding remainder goes to mechanism 0. A split of another length is cut or padded with zeros.
 */
export function splitEmission(
  emission: bigint,
  mechanismCount: number,
  split: readonly number[] | null,
): bigint[] {
  const parts = Array.from({ length: mechanismCount }, (_, m) =>
    split ? (emission * BigInt(split[m] ?? 0)) / U16_MAX : emission / BigInt(mechanismCount),
  )
  const rest = emission - sum(parts)
  return parts.map((part, m) => (m === 0 ? part + rest : part))
}

/** U64F64 weight of each mechanism in the aggregate. */
function mechanismWeights(parts: readonly bigint[], emission: bigint): bigint[] {
  return parts.map((part, m) => (emission === 0n ? (m === 0 ? ONE : 0n) : (part << 64n) / emission))
}

function aggregate(
  results: readonly EpochResult<unknown>[],
  weights: readonly bigint[],
  n: number,
): StoredNeurons {
  const [only] = results
  if (only && results.length === 1 && weights[0] === ONE) return withoutSplit(only.stored, n)
  const uids = Array.from({ length: n }, (_, uid) => uid)
  // Every mechanism's term is floored on its own, so a value can lose up to one per mechanism.
  const weighted = (values: readonly bigint[], max: bigint) => {
    const total = sum(values.map((value, m) => (value * weights[m]!) >> 64n))
    return total > max ? max : total
  }
  const proportions = (field: 'consensus' | 'dividends' | 'validatorTrust' | 'stakeWeight') =>
    uids.map((uid) => {
      const values = results.map(({ stored }) => BigInt(stored[field][uid]!))
      return Number(weighted(values, U16_MAX))
    })
  const any = (field: 'active' | 'validatorPermit') =>
    uids.map((uid) => results.some(({ stored }) => stored[field][uid]!))
  return {
    active: any('active'),
    validatorPermit: any('validatorPermit'),
    consensus: proportions('consensus'),
    dividends: proportions('dividends'),
    validatorTrust: proportions('validatorTrust'),
    stakeWeight: proportions('stakeWeight'),
    emission: uids.map((uid) =>
      weighted(
        results.map(({ stored }) => stored.emission[uid]!),
        U64_MAX,
      ),
    ),
  }
}

/** Result for a weight of one, without the multiplications. */
function withoutSplit(stored: StoredNeurons, n: number): StoredNeurons {
  return {
    active: stored.active.slice(0, n),
    validatorPermit: stored.validatorPermit,
    consensus: stored.consensus,
    dividends: stored.dividends,
    validatorTrust: stored.validatorTrust,
    stakeWeight: stored.stakeWeight,
    emission: stored.emission.map((amount) => (amount > U64_MAX ? U64_MAX : amount)),
  }
}

/** The uids that have a key, in the byte order of their accounts. */
function uidsByAccount(hotkeys: readonly (string | null)[], n: number): number[] {
  const byAccount = new Map<string, number>()
  for (const [uid, hotkey] of hotkeys.slice(0, n).entries()) {
    if (hotkey === null) continue
    const account = hotkey.toLowerCase()
    const first = byAccount.get(account)
    if (first !== undefined) {
      throw yumaError('HOTKEY_DUPLICATE', { hotkey, first, second: uid })
    }
    byAccount.set(account, uid)
  }
  return [...byAccount].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, uid]) => uid)
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => a + b, 0n)
}
