import { isPulseOf, type Pulse, quicknet } from '@subnetkit/timelock'
import { z } from 'zod'
import type { Chain } from '../chain/chain.js'
import { toHex } from '../codec/bytes.js'
import { devnetError } from '../dev/error.js'
import { createState } from '../state/state.js'
import type { LocalBeacon } from './local-beacon.js'
import { keptRounds, storePulse } from './pulses.js'

/** A pulse as returned by drand's HTTP API: hex with or without 0x. */
export interface GivenPulse {
  readonly round: number | bigint
  /** 32 bytes: SHA-256 of the signature. */
  readonly randomness: string
  /** 48 bytes. */
  readonly signature: string
}

/** A pulse as the chain holds it; bytes are 0x-hex. */
export interface HeldPulse {
  readonly round: bigint
  readonly randomness: string
  readonly signature: string
}

const hexOf = (length: number) =>
  z
    .string()
    .regex(new RegExp(`^(0x)?[0-9a-fA-F]{${length * 2}}$`), `expected hex of ${length} bytes`)
    .transform((text) => new Uint8Array(Buffer.from(text.replace(/^0x/, ''), 'hex')))
const maxRound = 2n ** 64n - 1n

/** A round as a number, a bigint, or decimal digits. */
export const roundNumber = z
  .union([z.number().int().safe(), z.bigint(), z.string().regex(/^[0-9]{1,20}$/, 'expected decimal digits')])
  .transform(BigInt)
  .refine((round) => round >= 1n && round <= maxRound, 'expected a round from 1 to 2^64 - 1')

/** Response of drand's API; its other fields are not used. */
export const givenPulse = z.object({ round: roundNumber, randomness: hexOf(32), signature: hexOf(48) })

/**
 * Stores a pulse of the public quicknet, or of the beacon that the chain names in its storage, at once; the
 * next block carries it. It takes the place of the local beacon's pulse of that round.
 */
export function feedPulse(chain: Chain, given: GivenPulse): HeldPulse {
  const parsed = givenPulse.safeParse(given)
  if (!parsed.success)
    throw badPulse(wordsOf(parsed.error), 'Pass a pulse as the HTTP interface of drand gives it.')
  const pulse = parsed.data
  const local = chain.state.Drand.BeaconConfig.get().public_key
  if (!isPulseOf(pulse, quicknet.publicKey) && !isPulseOf(pulse, local)) {
    throw badPulse(
      `round ${pulse.round} is signed by neither quicknet nor the beacon of this chain`,
      'Take the pulse from quicknet or from the beacon of this chain.',
    )
  }
  return hold(chain, pulse)
}

/** Signs a round of the chain's own beacon, whether its time has come or not, and stores it at once. */
export function publishPulse(
  chain: Chain,
  beacon: LocalBeacon | undefined,
  given?: number | bigint,
): HeldPulse {
  if (beacon === undefined) {
    throw badPulse('this chain has no beacon of its own', 'Feed it public pulses.')
  }
  const parsed = roundNumber.safeParse(given ?? chain.state.Drand.LastStoredRound.get())
  if (!parsed.success) throw badPulse(wordsOf(parsed.error), 'Pass a round from 0 to 2^64 - 1.')
  const stored = chain.state.Drand.Pulses.get(parsed.data)
  return stored === undefined ? hold(chain, beacon.sign(parsed.data)) : held(stored)
}

function hold(chain: Chain, pulse: Pulse): HeldPulse {
  if (pulse.round + keptRounds <= chain.state.Drand.LastStoredRound.get()) {
    throw badPulse(
      `round ${pulse.round} is too old: the chain keeps the last ${keptRounds} rounds`,
      'Pass a newer pulse.',
    )
  }
  chain.edit((store) => storePulse(createState(store), pulse))
  return held(pulse)
}

const held = ({ round, randomness, signature }: Pulse): HeldPulse => ({
  round,
  randomness: toHex(randomness),
  signature: toHex(signature),
})

const badPulse = (detail: string, fix: string) => devnetError('BAD_PULSE', { detail, fix })

const wordsOf = (error: z.ZodError) => z.prettifyError(error).replaceAll('\n', ' ')
