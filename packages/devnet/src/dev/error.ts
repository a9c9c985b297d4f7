/** What can be wrong with a request of a developer. */
export type DevnetErrorCode =
  | 'BAD_ACCOUNT'
  | 'BAD_CALL'
  | 'BAD_NUMBER'
  | 'BAD_OPTION'
  | 'BAD_PULSE'
  | 'BAD_STATE_FILE'
  | 'BAD_STORAGE'
  | 'NO_EPOCH'
  | 'NOT_INCLUDED'
  | 'UNKNOWN_SNAPSHOT'

/** A developer's request that the devnet cannot follow; the message says why in one sentence. */
export class DevnetError extends Error {
  readonly code: DevnetErrorCode

  constructor(code: DevnetErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DevnetError'
    this.code = code
  }
}

/** The words of whatever was thrown. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
