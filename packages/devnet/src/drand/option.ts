import { oneOf, optionsOf } from '@subnetkit/base'
import { quicknet } from '@subnetkit/timelock'
import { z } from 'zod'
import { toHex } from '../codec/bytes.js'
import { devnetError } from '../dev/error.js'
import type { StateReader } from '../state/state.js'
import { createLocalBeacon, type LocalBeacon } from './local-beacon.js'

/** Settings of the devnet's own beacon. */
export interface LocalBeaconOptions {
  /**
   * 0x-hex of 32 bytes: a number above zero and below the order of BLS12-381.
   * @default a well-known development key
   */
  readonly secretKey?: string | undefined
  /**
   * `awaited`: signs a round when a commit waits for it or `pulse` requests it. `newest`: also signs the newest round of
   * every block, which costs about ten milliseconds each.
   * @default 'awaited'
   */
  readonly pulses?: 'awaited' | 'newest' | undefined
}

/** Source of the pulses that reveal timelocked commits. */
export type BeaconOption = 'local' | 'quicknet' | LocalBeaconOptions

export const beaconOption = z
  .union(
    [
      z.enum(['local', 'quicknet']),
      optionsOf({
        secretKey: z
          .string()
          .regex(/^0x[0-9a-f]{64}$/)
          .optional(),
        pulses: oneOf('awaited', 'newest').optional(),
      }),
    ],
    { error: "'local', 'quicknet', or { secretKey, pulses } with a key of 0x and 64 lower-case hex digits" },
  )
  .optional()

/** Beacon of an option; none for `quicknet`, whose secret key is not available. */
export function beaconOf(option: z.output<typeof beaconOption> = 'local'): LocalBeacon | undefined {
  if (option === 'quicknet') return undefined
  const { secretKey, pulses }: Exclude<typeof option, string> = option === 'local' ? {} : option
  return createLocalBeacon({ secretKey, eager: pulses === 'newest' })
}

/** Refuses to resume a saved chain under another beacon than the one that its clients encrypted to. */
export function checkBeacon(state: StateReader, beacon: LocalBeacon | undefined): void {
  const kept = toHex(state.Drand.BeaconConfig.get().public_key)
  if (kept === toHex(beacon?.publicKey ?? quicknet.publicKey)) return
  throw devnetError('BAD_OPTION', {
    detail: `follows the beacon of key ${kept.slice(0, 18)}…, not that of the option "beacon"`,
    fix: 'Start it with the beacon that it was made with, or use another state file.',
  })
}
