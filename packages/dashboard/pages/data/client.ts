import { createTRPCClient, httpLink, type TRPCClient, TRPCClientError } from '@trpc/client'
import type { DashboardRouter } from '../../src/data/router.js'

/** Reads of the process that serves these pages. */
export const api: TRPCClient<DashboardRouter> = createTRPCClient<DashboardRouter>({
  links: [httpLink({ url: '/api' })],
})

/** A failure as pages show it. */
export interface Failure {
  readonly code: string
  readonly message: string
  readonly fix: string | null
  /** True if the process did not answer at all. */
  readonly isOffline: boolean
}

export function failureOf(error: unknown): Failure {
  const data = error instanceof TRPCClientError ? (error.data as { code: string; fix: string | null } | null) : null
  if (data) return { code: data.code, message: (error as Error).message, fix: data.fix, isOffline: false }
  return {
    code: 'OFFLINE',
    message: 'The process does not answer.',
    fix: 'Start it again: this page goes on by itself.',
    isOffline: true,
  }
}
