/** Statuses and types of the errors that a client sees, by their code. */
export const apiCodes = {
  invalid_json: { status: 400, type: 'invalid_request_error' },
  invalid_value: { status: 400, type: 'invalid_request_error' },
  unsupported_parameter: { status: 400, type: 'invalid_request_error' },
  context_length_exceeded: { status: 400, type: 'invalid_request_error' },
  deadline_expired: { status: 400, type: 'composition_error' },
  call_budget_spent: { status: 400, type: 'composition_error' },
  call_too_deep: { status: 400, type: 'composition_error' },
  call_cycle: { status: 400, type: 'composition_error' },
  invalid_api_key: { status: 401, type: 'invalid_request_error' },
  model_not_allowed: { status: 403, type: 'permission_error' },
  model_not_found: { status: 404, type: 'invalid_request_error' },
  unknown_synapse: { status: 404, type: 'invalid_request_error' },
  receipt_not_found: { status: 404, type: 'invalid_request_error' },
  unknown_url: { status: 404, type: 'invalid_request_error' },
  object_not_found: { status: 404, type: 'invalid_request_error' },
  length_required: { status: 411, type: 'invalid_request_error' },
  request_too_large: { status: 413, type: 'invalid_request_error' },
  range_not_satisfiable: { status: 416, type: 'invalid_request_error' },
  rate_limit_exceeded: { status: 429, type: 'rate_limit_error' },
  insufficient_quota: { status: 429, type: 'insufficient_quota' },
  internal_error: { status: 500, type: 'server_error' },
  no_valid_answer: { status: 502, type: 'upstream_error' },
  gateway_busy: { status: 503, type: 'overloaded' },
  no_miner_available: { status: 503, type: 'overloaded' },
  upstream_timeout: { status: 504, type: 'upstream_timeout' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly type: string }>>

export type ApiCode = keyof typeof apiCodes

/** Parts of an {@link ApiError} beside its code and message. */
export interface ApiErrorParts {
  /** Field of the request that is at fault. */
  readonly param?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** An error as the client of a gateway gets it. */
export class ApiError extends Error {
  readonly code: ApiCode
  readonly status: number
  readonly type: string
  readonly param: string | null
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ApiCode, message: string, { param, headers = {} }: ApiErrorParts = {}) {
    super(message)
    this.code = code
    this.status = apiCodes[code].status
    this.type = apiCodes[code].type
    this.param = param ?? null
    this.headers = headers
  }
}

/** The body of an error: the same in a response and in a frame of a stream. */
export const errorBody = ({ message, type, param, code }: ApiError) => ({
  error: { message, type, param, code },
})

/** Any other error is ours, and its text stays here: it may quote what no client should see. */
export const toApiError = (error: unknown): ApiError =>
  error instanceof ApiError
    ? error
    : new ApiError('internal_error', 'The gateway failed. Its log has the reason under this request id.')
