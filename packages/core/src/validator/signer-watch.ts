import { type Clock, SubnetError } from '@subnetkit/base'
import type { QueryResult } from '../subnet/miner-client.js'
import type { Troubles } from './troubles.js'

/** Watches the signer of requests by what becomes of them. */
export interface SignerWatch {
  note(result: QueryResult<unknown>): void
}

/** Time without another failure before the trouble counts as over, in ms: requests in a session need no signature. */
const quietMs = 30_000

/** A signer that is gone lasts, and is no matter of one question. */
export function watchSigner({
  troubles,
  clock,
}: {
  readonly troubles: Pick<Troubles, 'met' | 'over'>
  readonly clock: Pick<Clock, 'now'>
}): SignerWatch {
  let failedAt = Number.NEGATIVE_INFINITY
  return {
    note(result) {
      if (result.kind === 'ok' && clock.now() - failedAt >= quietMs) troubles.over('ask')
      if (result.kind !== 'ours' || !result.code.startsWith('SIGNER_')) return
      failedAt = clock.now()
      const { code, reason: message, fix } = result
      troubles.met('ask', new SubnetError({ code, message, fix, details: {} }))
    },
  }
}
