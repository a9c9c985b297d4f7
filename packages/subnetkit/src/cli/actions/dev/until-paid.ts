import { withDeadline } from '@subnetkit/base'
import { cliError } from '../../errors.js'
import type { Session } from './session.js'

/** Time until the first incentive, in seconds: many rounds of a devnet, and a few epochs of a network that exists. */
export const usualWithin = { devnet: 600, network: 14_400 }

interface Wait {
  /** Longest time from the start of the command, in seconds. */
  readonly within: number
  /** Time since the start of the command. */
  readonly seconds: () => number
  readonly interrupted: Promise<void>
}

/** Resolves with the first incentive, or when the command is interrupted. Throws DEV_NOT_PAID when the time is over. */
export function untilPaid(
  session: Pick<Session, 'paid' | 'progress'>,
  { within, seconds, interrupted }: Wait,
): Promise<void> {
  const leftMs = Math.max(0, within - seconds()) * 1_000
  return withDeadline(Promise.race([session.paid, interrupted]), leftMs, () =>
    cliError('DEV_NOT_PAID', { seconds: within, detail: session.progress() }),
  )
}
