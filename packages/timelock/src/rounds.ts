import { checkClock, checkTime } from './check.js'
import { type BeaconClock, quicknet } from './quicknet.js'

/** The round that was published last at a time; 1 also before the beacon's genesis. */
export function currentRound(unixMs: number, clock: BeaconClock = quicknet): bigint {
  return atLeastOne(Math.floor(sinceGenesis(unixMs, clock) / (clock.period * 1000)) + 1)
}

/** The first round that is published at a time or after it; fractions of a millisecond do not count. */
export function roundAt(unixMs: number, clock: BeaconClock = quicknet): bigint {
  return atLeastOne(Math.ceil(Math.trunc(sinceGenesis(unixMs, clock)) / (clock.period * 1000)) + 1)
}

/** Returns the publication time of a round, in Unix milliseconds. */
export function roundTime(round: bigint, clock: BeaconClock = quicknet): number {
  return (clock.genesis + (Number(round) - 1) * clock.period) * 1000
}

/**
 * The round that a commit to be revealed at a time is locked to: deliberately one earlier than the round
 * published last by then, so that the chain surely holds it.
 */
export function commitRound(unixMs: number, clock: BeaconClock = quicknet): bigint {
  return atLeastOne(Math.floor(sinceGenesis(unixMs, clock) / (clock.period * 1000)))
}

function sinceGenesis(unixMs: number, clock: BeaconClock): number {
  checkTime(unixMs, 'round at a time')
  checkClock(clock, 'beacon')
  return unixMs - clock.genesis * 1000
}

const atLeastOne = (round: number) => BigInt(Math.max(1, round))
