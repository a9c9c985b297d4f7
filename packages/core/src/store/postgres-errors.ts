import { isSubnetError, reasonOf } from '@subnetkit/base'
import { fileError } from '@subnetkit/base/files'
import { coreError } from '../errors.js'

/** Server that an error is about, without the password. */
export interface PostgresServer {
  readonly place: string
  readonly user: string
  readonly database: string
}

/** An error of the driver: of the server if it has a severity, else of the system or the driver itself. */
interface DriverError extends Error {
  readonly code?: string
  readonly severity?: string
  readonly syscall?: string
}

/** Codes of a server that shuts down, starts, or has no connection left. */
const unavailable = /^(57P0[1-5]|53[0-9A-Z]{3}|08[0-9A-Z]{3})$/

/** State of a statement that writes on a connection that only reads. */
export const readOnly = '25006'

/** Converts an error of the driver to one of ours; returns any other as it is. */
export function toDatabaseError(
  error: unknown,
  server: PostgresServer,
  phase: 'connecting' | 'connected',
): unknown {
  if (isSubnetError(error) || !(error instanceof Error)) return error
  const { code, severity } = error as DriverError
  const about = { ...server, detail: detailOf(error) }
  const cause = { cause: error }
  const gone = phase === 'connecting' ? 'DATABASE_UNREACHABLE' : 'DATABASE_LOST'
  if (code !== undefined && severity !== undefined) {
    if (code === '53100') {
      return fileError('DISK_FULL', { what: 'the store', place: server.place, errno: code }, cause)
    }
    const ours = byState(code)
    if (ours !== undefined) return coreError(ours, about, cause)
    return unavailable.test(code) ? coreError(gone, about, cause) : error
  }
  if (phase === 'connected') return isLoss(error) ? coreError(gone, about, cause) : error
  if (/timeout exceeded/.test(error.message)) return coreError('DATABASE_SLOW', about, cause)
  if (/password/i.test(error.message)) return coreError('DATABASE_LOGIN_REFUSED', about, cause)
  return coreError(isTls(error) ? 'DATABASE_TLS_FAILED' : gone, about, cause)
}

/** Our code for a state (SQLSTATE) that the server reports. */
function byState(state: string) {
  if (state.startsWith('28')) return 'DATABASE_LOGIN_REFUSED'
  if (state === '3D000') return 'DATABASE_MISSING'
  if (state === '42501') return 'DATABASE_DENIED'
  if (state === readOnly) return 'DATABASE_READ_ONLY'
  return state === '57014' || state === '55P03' ? 'DATABASE_SLOW' : undefined
}

/** True for the end of a connection, which the driver reports in words, the system by a code. */
const isLoss = (error: DriverError) =>
  /^E[A-Z]+$/.test(error.code ?? '') || /terminated|not queryable|timeout/i.test(error.message)

/** True for a server without TLS, a certificate that is not trusted, and a file of certificates that is missing. */
const isTls = (error: DriverError) =>
  /SSL|TLS|certificate/i.test(error.message) ||
  /^ERR_(TLS|SSL|OSSL)/.test(error.code ?? '') ||
  error.syscall === 'open'

/** A host with several addresses fails with an error for each; the whole has no message. */
const detailOf = (error: Error): string =>
  error instanceof AggregateError ? error.errors.map(reasonOf).join(', ') : error.message
