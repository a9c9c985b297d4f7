import type { SubnetError } from '@subnetkit/base'
import type { FailedRequest } from '@subnetkit/transport'
import { z } from 'zod'
import type { Log } from '../log/log.js'

/** Logs failures that the author of a miner must see: failed handlers, with their stack, and refused callers. */
export function logFailure(log: Log, error: SubnetError, { synapse, hotkey, peer }: FailedRequest): void {
  const { code, message: why } = error
  const caller = hotkey ?? `${peer ?? 'a caller that is gone'}, not verified`
  if (code === 'HANDLER_FAILED') {
    const { cause } = error
    const thrown = cause instanceof z.core.$ZodError ? z.prettifyError(cause) : cause
    log.write('error', { event: 'handler-failed', code, message: `${why} (caller ${caller})`, error: thrown })
  } else if (code === 'HANDLER_TOO_SLOW') {
    log.write('error', { event: 'handler-failed', code, message: `${why} (caller ${caller})` })
  } else {
    log.write('warn', {
      event: 'refused',
      code,
      message: `refused ${synapse} from ${caller}: ${code}: ${why}`,
    })
  }
}
