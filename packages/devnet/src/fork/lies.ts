import { devnetError } from '../dev/error.js'

/** The error for an answer that cannot be true. */
export const lie = (host: string, detail: string, cause?: unknown) =>
  devnetError('FORK_INCONSISTENT', { host, detail }, cause === undefined ? undefined : { cause })
