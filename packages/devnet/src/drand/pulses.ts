import { type BeaconClock, currentRound, type Pulse, roundTime } from '@subnetkit/timelock'
import { type BlockContext, type CallContext, ensureRoot } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import type { State } from '../state/state.js'

/** Rounds that the chain keeps: a week of quicknet's. */
export const keptRounds = 216_000n
/** Up to so many rounds are forgotten one by one; more, after a jump of the clock, by a walk over all. */
const fewRounds = 1000n

/**
 * Moves the chain on to the rounds that its own beacon has published by the time of the block. They count as
 * stored from now on, though a round's signature is only computed when something asks for it: it takes longer
 * than an empty block, and is the same whenever it is made.
 */
export function followBeacon(ctx: BlockContext): void {
  const { beacon } = ctx.switches
  if (beacon === undefined) return
  const round = publishedRound(ctx.now, beacon)
  if (round > ctx.state.Drand.LastStoredRound.get()) advance(ctx.state, round)
  if (beacon.eager) pulseOf(ctx, round)
}

/** The pulse of a round: the stored one, or that of the chain's own beacon if the round is out and kept. */
export function pulseOf(ctx: BlockContext, round: bigint): Pulse | undefined {
  const { Pulses, OldestStoredRound } = ctx.state.Drand
  const stored = Pulses.get(round)
  const { beacon } = ctx.switches
  if (stored !== undefined || beacon === undefined) return stored
  if (round < OldestStoredRound.get() || round > publishedRound(ctx.now, beacon) || round < 1n)
    return undefined
  const pulse = beacon.sign(round)
  Pulses.set(round, pulse)
  ctx.deposit('Drand', 'NewPulse', { rounds: [round] })
  return pulse
}

/** Stores a pulse that was verified or made here, instead of another one of its round. */
export function storePulse(state: State, pulse: Pulse): void {
  const { Pulses, LastStoredRound, OldestStoredRound } = state.Drand
  if (pulse.round > LastStoredRound.get()) advance(state, pulse.round)
  if (pulse.round < OldestStoredRound.get()) OldestStoredRound.set(pulse.round)
  Pulses.set(pulse.round, pulse)
}

/** set_oldest_stored_round: root's word on where the kept rounds begin. */
export function setOldestStoredRound(
  ctx: CallContext,
  { oldest_round: round }: CallArgs<'Drand.set_oldest_stored_round'>,
): void {
  ensureRoot(ctx)
  ctx.state.Drand.OldestStoredRound.set(round)
  ctx.deposit('Drand', 'SetOldestStoredRound', [round])
}

/** The last round out at a time; 0 before the first. */
function publishedRound(now: number, clock: BeaconClock): bigint {
  return now < roundTime(1n, clock) ? 0n : currentRound(now, clock)
}

function advance(state: State, newest: bigint): void {
  const { LastStoredRound, OldestStoredRound, Pulses } = state.Drand
  LastStoredRound.set(newest)
  const oldest = OldestStoredRound.get()
  const kept = newest - keptRounds + 1n
  if (oldest === 0n) OldestStoredRound.set(newest)
  if (oldest === 0n || kept <= oldest) return
  if (kept - oldest <= fewRounds) for (let round = oldest; round < kept; round++) Pulses.remove(round)
  else for (const [round] of [...Pulses.keys()]) if (round < kept) Pulses.remove(round)
  OldestStoredRound.set(kept)
}
