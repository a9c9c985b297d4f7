import type { TRPCClient } from '@trpc/client'
import type { DashboardRouter } from '../../src/data/router.js'

/** Error that the process has answered with. */
class AnswerError extends Error {
  readonly data: { readonly code: string; readonly fix: string | null }

  constructor({ message, data }: Pick<AnswerError, 'message' | 'data'>) {
    super(message)
    this.data = data
  }
}

type Read = (input: unknown, options?: { readonly signal?: AbortSignal }) => Promise<unknown>

/** tRPC's own client is a tenth of the pages, for batches, links and writes that they have no use for. */
const reading =
  (path: string): Read =>
  async (input, { signal } = {}) => {
    const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`
    const answer = await fetch(`/api/${path}${query}`, { signal: signal ?? null })
    const body = await answer.json()
    if (body.error !== undefined) throw new AnswerError(body.error)
    return body.result.data
  }

const below = (path: string): unknown =>
  new Proxy(
    {},
    {
      get: (_, name) =>
        name === 'query' ? reading(path) : below(path === '' ? String(name) : `${path}.${String(name)}`),
    },
  )

/** Reads of the process that serves these pages. */
export const api = below('') as TRPCClient<DashboardRouter>

/** A failure as pages show it. */
export interface Failure {
  readonly code: string
  readonly message: string
  readonly fix: string | null
  /** True if the process did not answer at all. */
  readonly isOffline: boolean
  /** True if the same read may succeed in a moment. */
  readonly isTransient: boolean
}

export function failureOf(error: unknown): Failure {
  if (error instanceof AnswerError) {
    const { message, data } = error
    const isTransient = /_(?:BUSY|TIMEOUT)$/.test(data.code)
    return { code: data.code, message, fix: data.fix, isOffline: false, isTransient }
  }
  return {
    code: 'OFFLINE',
    message: 'The process does not answer.',
    fix: 'Start it again: this page goes on by itself.',
    isOffline: true,
    isTransient: false,
  }
}
