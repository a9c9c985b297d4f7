import { yumaError } from '../errors.js'
import { normalized } from '../math/kernels.js'
import type { EpochInput, SubnetState } from '../types.js'
import type { AnyRow } from './row-forms.js'

const U64_MAX = (1n << 64n) - 1n
const I64F64_MAX = (1n << 127n) - 1n

/** Alpha plus weighted root stake, below the threshold nothing, normalised: I32F32 bits by uid. */
export function normalizedStake(subnet: SubnetState): Float64Array {
  const weight = ((subnet.taoWeight << 32n) / U64_MAX) << 32n
  const totals = Array.from({ length: subnet.n }, (_, uid) => {
    const stake = totalStake(subnet.alphaStake[uid] ?? 0n, subnet.taoStake[uid] ?? 0n, weight)
    return stake >> 64n < subnet.stakeThreshold && uid !== subnet.ownerUid ? 0n : stake
  })
  const sum = totals.reduce((a, b) => a + b, 0n)
  if (sum > I64F64_MAX) throw yumaError('STAKE_SUM_TOO_LARGE', { sum: sum >> 64n })
  // Dividing in I64F64 and narrowing to I32F32 both round down, so one division does the same.
  return Float64Array.from(totals, (stake) => (stake === 0n ? 0 : Number((stake << 32n) / sum)))
}

/** I64F64 bits. */
function totalStake(alpha: bigint, tao: bigint, weight: bigint): bigint {
  return saturate(saturate(alpha << 64n) + ((saturate(tao << 64n) * weight) >> 64n))
}

function saturate(bits: bigint): bigint {
  return bits > I64F64_MAX ? I64F64_MAX : bits
}

/** Stake of the active and permitted only, normalised again. */
export function activeStake(
  input: EpochInput<AnyRow>,
  stake: Float64Array,
  active: readonly boolean[],
  permitted: readonly boolean[],
): Float64Array {
  // The chain masks nothing with an empty permit vector.
  const masksPermits = input.validatorPermit.length > 0
  return normalized(stake.map((value, i) => (active[i] && (permitted[i] || !masksPermits) ? value : 0)))
}
