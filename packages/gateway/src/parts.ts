import type { Clock } from '@subnetkit/base'
import type { Deposits } from './deposits/deposits.js'
import type { AnswerStore } from './idempotency/answer-store.js'
import type { Pictures } from './images/pictures.js'
import type { KeyStore } from './keys/key-store.js'
import type { Rates } from './keys/rates.js'
import type { RequestMeter } from './metrics/request-meter.js'
import type { GatewayModel } from './model.js'
import type { Ledger } from './money/ledger.js'
import type { Organic } from './organic/organic.js'
import type { Receipts } from './receipts/receipts.js'
import type { Router } from './routing/ask.js'

/** Everything that the handlers of a gateway share. */
export interface GatewayParts {
  readonly models: readonly GatewayModel[]
  readonly keys: KeyStore
  readonly rates: Rates
  readonly ledger: Ledger
  readonly router: Router
  /** Null where TAO is not accepted. */
  readonly deposits: Deposits | null
  readonly pictures: Pictures
  /** Answers to requests with an idempotency key. */
  readonly answers: AnswerStore
  /** Null while receipts are off. */
  readonly receipts: Receipts | null
  readonly clock: Clock
  /** Counts the request that is served. */
  readonly meter: RequestMeter
  readonly maxBodyBytes: number
  readonly origins: readonly string[]
  /** Address at which clients reach it, without a path; undefined for the one that they use. */
  readonly publicUrl: string | undefined
  /** Returns why the gateway is not ready, or null. */
  readonly unready: () => string | null
  /** Receives errors that clients see as `internal_error` only. */
  readonly onError: (error: unknown, requestId: string) => void
  /** Null while the traffic of users feeds no scores. */
  readonly organic: Organic | null
}
