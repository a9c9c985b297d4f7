import type { Clock } from '@subnetkit/base'
import type { Exchange } from '../http/exchange.js'
import type { Selection } from '../models/find-model.js'
import type { ModeChoice } from '../modes/mode.js'
import type { MinerCall } from '../routing/question.js'
import { ApiError } from '../wire/api-error.js'
import type { CountedTokens, GatewayMeter, LimitKind, MeteredEndpoint } from './meter.js'

/** Counts one request. Without a meter nothing is counted. */
export interface RequestMeter {
  /** Notes the model and the mode of the request. */
  selected(selection: Selection): void
  /** Notes a call of a miner that has ended. */
  called(call: MinerCall): void
  /** Notes the first part of an answer that is passed on as it comes. */
  begun(): void
  /** Notes answers that are there for the client. */
  answered(choices: readonly ModeChoice<unknown>[], tokens: CountedTokens): void
  /** Notes what the request has cost its key. */
  charged(cost: bigint): void
  /** Notes an error that ends the request before a miner is asked. */
  refused(error: unknown): void
}

const silent: RequestMeter = {
  ...{ selected() {}, called() {}, begun() {}, answered() {}, charged() {}, refused() {} },
}

interface RequestMeterParameters {
  readonly meter: GatewayMeter | undefined
  readonly clock: Pick<Clock, 'now'>
}

/** Meter of an exchange, which is counted when its response has been sent or its client has left. */
export function meterRequest(
  { response, path }: Exchange,
  { meter, clock }: RequestMeterParameters,
): RequestMeter {
  if (meter === undefined) return silent
  const start = clock.now()
  const seconds = () => (clock.now() - start) / 1_000
  const endpoint = endpointOf(path)
  let named = { subnet: 'none', mode: 'none' }
  let hasBegun = false
  const begun = () => {
    if (!hasBegun) meter.answerable({ ...named, endpoint, seconds: seconds() })
    hasBegun = true
  }
  response.once('close', () => {
    const status = response.writableFinished ? response.statusCode : clientLeft
    meter.requested({ ...named, endpoint, status, seconds: seconds() })
  })
  return {
    selected({ model, mode }) {
      named = { subnet: model.id, mode: mode.name }
    },
    called: ({ reason, outcome }) => meter.called({ reason, outcome }),
    begun,
    answered(choices, tokens) {
      begun()
      for (const { by, paid } of choices) if (paid.length > 1) meter.agreed(by.length / paid.length)
      meter.used(tokens)
    },
    charged: (cost) => meter.spent(cost),
    refused(error) {
      const kind = error instanceof ApiError ? limits[error.code] : undefined
      if (kind !== undefined) meter.limited(kind)
    },
  }
}

/** Status of a request whose client left, as proxies log it. */
const clientLeft = 499

const limits: Readonly<Partial<Record<string, LimitKind>>> = {
  rate_limit_exceeded: 'rate',
  insufficient_quota: 'quota',
  call_budget_spent: 'call',
}

const endpoints: readonly (readonly [pattern: RegExp, endpoint: MeteredEndpoint])[] = [
  [/^\/v1\/chat\/completions$/, 'chat'],
  [/^\/v1\/completions$/, 'completions'],
  [/^\/v1\/embeddings$/, 'embeddings'],
  [/^\/v1\/images\//, 'images'],
  [/^\/v1\/responses$/, 'responses'],
  [/^\/v1\/files(\/|$)/, 'files'],
  [/^\/v1\/models(\/|$)/, 'models'],
  [/^\/v1\/key$/, 'key'],
  [/^\/v1\/receipts\//, 'receipts'],
  [/^\/subnets\//, 'subnets'],
  [/^\/(healthz|readyz)$/, 'health'],
]

/** Endpoint of a path: a client can choose among these, and adds none. */
export const endpointOf = (path: string): MeteredEndpoint =>
  endpoints.find(([pattern]) => pattern.test(path))?.[1] ?? 'other'
