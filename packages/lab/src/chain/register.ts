import { bumpedBurn, ownerImmuneUids, type PruneCandidate, uidToPrune } from '@subnetkit/yuma'
import { type Chain, uidOf } from './chain.js'
import { newNeuron } from './neuron.js'

/** Outcome of a registration. */
export interface Registration {
  readonly uid: number
  /** Price that was paid, in rao of TAO. */
  readonly burn: bigint
  /** Hotkey that lost its uid. @default none */
  readonly evicted?: string
}

/**
 * Registers a hotkey as burned_register does: the next free uid, or that of the weakest neuron past its immunity.
 * Returns null if no uid can be had.
 */
export function register(chain: Chain, hotkey: string, coldkey: string): Registration | null {
  const { neurons, rules, burn, block } = chain
  if (uidOf(chain, hotkey) !== undefined) return null
  const uid = neurons.length < rules.maxUids ? neurons.length : weakestUid(chain)
  if (uid === undefined) return null
  const evicted = neurons[uid]?.hotkey
  neurons[uid] = newNeuron(hotkey, coldkey, block)
  if (evicted !== undefined) forgetUid(chain, uid)
  chain.burn = bumpedBurn(burn, fixed64(rules.burnIncreaseMult), boundsOf(chain))
  return { uid, burn, ...(evicted !== undefined && { evicted }) }
}

/** Bounds of the registration price. */
export const boundsOf = ({ rules }: Chain) => ({ min: rules.minBurn, max: rules.maxBurn })

const fixed64 = (value: number): bigint => BigInt(Math.round(value * 2 ** 48)) << 16n

/** Weights that others have set on a uid become 0; the entries stay, as on chain. */
function forgetUid({ neurons }: Chain, uid: number): void {
  for (const neuron of neurons) {
    if (!neuron.weights.some(([target]) => target === uid)) continue
    neuron.weights = neuron.weights.map(([target, value]) => [target, target === uid ? 0 : value])
  }
}

function weakestUid({ neurons, rules, owner, block }: Chain): number | undefined {
  const owned = neurons.flatMap(({ coldkey, registeredAt }, uid) =>
    coldkey === owner ? [{ uid, registeredAt: BigInt(registeredAt) }] : [],
  )
  const ownerUid = neurons.findIndex(({ hotkey }) => hotkey === owner)
  const spared = ownerImmuneUids(owned, ownerUid < 0 ? undefined : ownerUid, 1)
  const candidates = neurons.map(
    ({ emission, registeredAt }, uid): PruneCandidate => ({
      ...{ uid, emission, registeredAt: BigInt(registeredAt), ownerImmune: spared.has(uid) },
    }),
  )
  return uidToPrune(candidates, {
    ...{ now: BigInt(block), immunityPeriod: BigInt(rules.immunityPeriod) },
    minNonImmune: rules.minNonImmuneUids,
  })
}
