import type { Axon, Metagraph, Neuron } from './metagraph.js'

/** Neuron of an event. */
export interface Subject {
  readonly uid: number
  readonly hotkey: string
}

/** The keys that own a subnet. */
export interface SubnetOwner {
  readonly hotkey: string
  readonly coldkey: string
}

/**
 * Difference between two metagraphs. A neuron is identified by its hotkey and the block of its registration: a hotkey
 * that lost its uid and registered again is another neuron, and has replaced one, possibly itself. A neuron whose hotkey
 * was swapped is still the same.
 */
export type MetagraphEvent =
  | { readonly kind: 'ownerChanged'; readonly from: SubnetOwner; readonly to: SubnetOwner }
  /** A uid that was vacant. */
  | ({ readonly kind: 'registered'; readonly neuron: Neuron } & Subject)
  /** A uid that was reassigned; `hotkey` is the new one. */
  | ({ readonly kind: 'replaced'; readonly from: Neuron; readonly to: Neuron } & Subject)
  /** A uid that is no more, and its neuron with it: the subnet was trimmed. */
  | ({ readonly kind: 'deregistered'; readonly neuron: Neuron } & Subject)
  /** The same neuron at another uid: trimming closes gaps. `uid` is the new one. */
  | ({ readonly kind: 'uidMoved'; readonly from: number; readonly to: number } & Subject)
  /** The same neuron under another hotkey, which its coldkey swapped in. `hotkey` is the new one. */
  | ({ readonly kind: 'swapped'; readonly from: string; readonly to: string } & Subject)
  /** The hotkey belongs to another coldkey. */
  | ({ readonly kind: 'coldkeyChanged'; readonly from: string; readonly to: string } & Subject)
  /** Published another axon, its first one, or none any more. */
  | ({ readonly kind: 'axonMoved'; readonly from: Axon | null; readonly to: Axon | null } & Subject)
  | ({ readonly kind: 'permitGained' } & Subject)
  | ({ readonly kind: 'permitLost' } & Subject)
  /** Stake that the chain weighs the neuron with, in rao. */
  | ({ readonly kind: 'stakeChanged'; readonly from: bigint; readonly to: bigint } & Subject)

/** The kinds of {@link MetagraphEvent}. */
export type MetagraphEventKind = MetagraphEvent['kind']

/**
 * Returns the events between two metagraphs of a subnet: first the owner, then by uid (ascending; a deregistered neuron
 * at its former uid), the kinds in the order of {@link MetagraphEvent}. A new neuron is a single event with all its
 * fields. Equal metagraphs give no events.
 */
export function diffMetagraph(before: Metagraph, after: Metagraph): readonly MetagraphEvent[] {
  if (before.netuid !== after.netuid || before.mechanism !== after.mechanism) {
    throw new RangeError(
      `metagraphs of one subnet and mechanism can be compared, not of ${nameOf(before)} and ${nameOf(after)}`,
    )
  }
  const known = new Map(before.neurons.map((neuron) => [identityOf(neuron), neuron]))
  const still = new Set(after.neurons.map(identityOf))
  const seat = new Map(before.neurons.map((neuron) => [neuron.uid, neuron]))
  const swaps = new Set(findHotkeySwaps(before.neurons, after.neurons).map(({ uid }) => uid))
  const taken = new Set<number>()

  const events = after.neurons.flatMap((neuron): MetagraphEvent[] => {
    const { uid, hotkey } = neuron
    const predecessor = seat.get(uid)
    const identity = identityOf(neuron)
    const same = predecessor && identityOf(predecessor) === identity ? predecessor : known.get(identity)
    if (same) return changesOf(same, neuron)
    // A neuron that only moved to another uid was not replaced.
    if (!predecessor || still.has(identityOf(predecessor))) {
      return [{ kind: 'registered', uid, hotkey, neuron }]
    }
    taken.add(uid)
    if (swaps.has(uid)) return changesOf(predecessor, neuron)
    return [{ kind: 'replaced', uid, hotkey, from: predecessor, to: neuron }]
  })
  const gone = before.neurons
    .filter((neuron) => !still.has(identityOf(neuron)) && !taken.has(neuron.uid))
    .map(
      (neuron): MetagraphEvent => ({ kind: 'deregistered', uid: neuron.uid, hotkey: neuron.hotkey, neuron }),
    )
  return [...ownerChange(before, after), ...inOrder([...gone, ...events])]
}

/** Fields that identify a neuron, and show that another one is the same under another hotkey. */
export type NeuronIdentity = Pick<Neuron, 'uid' | 'hotkey' | 'coldkey' | 'registeredAt'>

/** A neuron whose hotkey was swapped. */
export interface HotkeySwap {
  readonly uid: number
  readonly registeredAt: number
  /** Hotkey before and after. */
  readonly from: string
  readonly to: string
}

/**
 * Returns the neurons of a subnet whose hotkeys were swapped between two blocks. The chain keeps uid, coldkey and block
 * of registration then; a neuron that replaces another one gets a new block of registration.
 */
export function findHotkeySwaps(
  before: readonly NeuronIdentity[],
  after: readonly NeuronIdentity[],
): HotkeySwap[] {
  const seats = new Map(before.map((neuron) => [neuron.uid, neuron]))
  const [known, still] = [new Set(before.map(identityOf)), new Set(after.map(identityOf))]
  return after.flatMap((to) => {
    const from = seats.get(to.uid)
    const isSwap =
      from !== undefined &&
      from.coldkey === to.coldkey &&
      from.registeredAt === to.registeredAt &&
      // Neurons of one coldkey and block may have changed places.
      !known.has(identityOf(to)) &&
      !still.has(identityOf(from))
    return isSwap ? [{ uid: to.uid, registeredAt: to.registeredAt, from: from.hotkey, to: to.hotkey }] : []
  })
}

/** Permanent identity of a neuron, unless its hotkey is swapped: uids are reassigned, and hotkeys return. */
function identityOf({ hotkey, registeredAt }: NeuronIdentity): string {
  return `${hotkey}@${registeredAt}`
}

function changesOf(from: Neuron, to: Neuron): MetagraphEvent[] {
  const subject = { uid: to.uid, hotkey: to.hotkey }
  const events: MetagraphEvent[] = []
  if (from.uid !== to.uid) events.push({ kind: 'uidMoved', ...subject, from: from.uid, to: to.uid })
  if (from.hotkey !== to.hotkey) {
    events.push({ kind: 'swapped', ...subject, from: from.hotkey, to: to.hotkey })
  }
  if (from.coldkey !== to.coldkey) {
    events.push({ kind: 'coldkeyChanged', ...subject, from: from.coldkey, to: to.coldkey })
  }
  if (!isSameAxon(from.axon, to.axon))
    events.push({ kind: 'axonMoved', ...subject, from: from.axon, to: to.axon })
  if (from.validatorPermit !== to.validatorPermit) {
    events.push({ kind: to.validatorPermit ? 'permitGained' : 'permitLost', ...subject })
  }
  if (from.stake !== to.stake) {
    events.push({ kind: 'stakeChanged', ...subject, from: from.stake, to: to.stake })
  }
  return events
}

/** Publishing the same address again moves nothing. */
function isSameAxon(left: Axon | null, right: Axon | null): boolean {
  if (left === null || right === null) return left === right
  return (
    left.host === right.host &&
    left.port === right.port &&
    left.protocol === right.protocol &&
    left.version === right.version
  )
}

function ownerChange(before: Metagraph, after: Metagraph): MetagraphEvent[] {
  const [from, to] = [ownerOf(before), ownerOf(after)]
  if (from.hotkey === to.hotkey && from.coldkey === to.coldkey) return []
  return [{ kind: 'ownerChanged', from, to }]
}

const ownerOf = ({ ownerHotkey, ownerColdkey }: Metagraph): SubnetOwner => ({
  hotkey: ownerHotkey,
  coldkey: ownerColdkey,
})

type NeuronEvent = Exclude<MetagraphEvent, { kind: 'ownerChanged' }>

/** Sorts by uid; events of the same uid keep their order, which is that of the kinds. */
function inOrder(events: readonly MetagraphEvent[]): readonly MetagraphEvent[] {
  return (events as readonly NeuronEvent[]).toSorted((left, right) => left.uid - right.uid)
}

const nameOf = ({ netuid, mechanism }: Metagraph): string => `${netuid}.${mechanism}`
