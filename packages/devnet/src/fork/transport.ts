/** One connection to a node, which answers JSON-RPC. */
export interface ForkTransport {
  /**
   * Sends one request and returns its result. Throws {@link Transient} when the same request may succeed later, and
   * {@link NodeRefusal} for the node's own refusal.
   */
  request(method: string, params: readonly unknown[]): Promise<unknown>
  close(): void
}

/** A failure that a retry may cure: a lost connection, no answer in time, a limit on the rate of requests. */
export class Transient extends Error {
  override readonly name = 'Transient'
}

/** The error object with which a node answered. */
export class NodeRefusal extends Error {
  override readonly name = 'NodeRefusal'
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** Codes with which nodes and the gateways before them refuse for now: too many requests, too busy. */
const BUSY_CODES = new Set([-32029, -32005, -32016, -32097, -32098, 429, 503])
const BUSY_TEXT = /rate.?limit|too many requests|throttl|overloaded|try again/i

/** Returns true for a refusal to be waited out, of a request or of the handshake. */
export const isBusy = (detail: string): boolean => /\b(?:429|503)\b/.test(detail) || BUSY_TEXT.test(detail)

/** The error that an error object of JSON-RPC stands for. */
export function refusalOf(error: unknown): Error {
  const { code, message } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: unknown
    message?: unknown
  }
  const text = (typeof message === 'string' ? message : 'no message').slice(0, 300)
  const number = typeof code === 'number' ? code : 0
  if (BUSY_CODES.has(number) || BUSY_TEXT.test(text)) return new Transient(`${number} ${text}`)
  return new NodeRefusal(number, text)
}
