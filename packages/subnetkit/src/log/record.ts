/** Severity of a {@link LogRecord}, least first. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const

/** Severity of a {@link LogRecord}. */
export type LogLevel = (typeof logLevels)[number]

/** Log record of a miner, a validator or a devnet. */
export interface LogRecord {
  /** Unix ms. */
  readonly time: number
  readonly level: LogLevel
  readonly source: 'miner' | 'validator' | 'chain' | 'devnet'
  /** Kind of event, such as `refused`, `handler-failed` or `round-skipped`; stable. */
  readonly event: string
  /** Code of the error behind it. */
  readonly code: string | null
  /** One sentence. Parts of it may come from other neurons: escape it before it reaches a terminal. */
  readonly message: string
  /** Address of the other end, for what a peer caused: records of one peer are throttled together. */
  readonly peer?: string
  /** Value that was thrown, where its stack helps. */
  readonly error?: unknown
}

/**
 * Destination of logs: `false` for none, a level for lines on stderr from that level up, or a function that receives
 * every record, unthrottled, instead of stderr.
 */
export type LogOption = false | LogLevel | ((record: LogRecord) => void)
