import type { ApiError } from '../wire/api-error.js'

/** Names and numbers of tRPC's errors by status. */
const names: Readonly<Record<number, readonly [name: string, code: number]>> = {
  400: ['BAD_REQUEST', -32600],
  401: ['UNAUTHORIZED', -32001],
  403: ['FORBIDDEN', -32003],
  404: ['NOT_FOUND', -32004],
  413: ['PAYLOAD_TOO_LARGE', -32013],
  429: ['TOO_MANY_REQUESTS', -32029],
  502: ['BAD_GATEWAY', -32603],
  503: ['SERVICE_UNAVAILABLE', -32603],
  504: ['GATEWAY_TIMEOUT', -32603],
}
const internal = ['INTERNAL_SERVER_ERROR', -32603] as const

/** The body of an error as clients of tRPC read it; `data.subnetkit` has the code of the gateway. */
export function trpcError({ status, message, code, param }: ApiError, path: string) {
  const [name, number] = names[status] ?? internal
  const data = {
    code: name,
    httpStatus: status,
    path,
    subnetkit: { code, message, fix: fixes[code] ?? '', param },
  }
  return { error: { message, code: number, data } }
}

/** Instructions for errors that a caller can do something about. */
const fixes: Partial<Record<ApiError['code'], string>> = {
  invalid_value: 'Pass an input that matches the synapse.',
  invalid_api_key: 'Send a key that this gateway has issued.',
  insufficient_quota: 'Ask the operator to raise the budget.',
  rate_limit_exceeded: 'Retry after the time that retry-after states.',
  deadline_expired: 'Give the call more time.',
  call_budget_spent: 'Give the call a higher budget.',
  call_too_deep: 'Call this subnet earlier in the chain.',
  call_cycle: 'Do not call a subnet that takes part in the call.',
  no_miner_available: 'Retry later.',
  upstream_timeout: 'Give the call more time, or retry.',
}
