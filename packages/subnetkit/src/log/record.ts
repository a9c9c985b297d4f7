/** Severity of a {@link LogRecord}, least first. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const

/** Severity of a {@link LogRecord}. */
export type LogLevel = (typeof logLevels)[number]

/** Log record of a miner, a validator, a gateway or a devnet. */
export interface LogRecord {
  /** Unix ms. */
  readonly time: number
  readonly level: LogLevel
  readonly source:
    | 'miner'
    | 'validator'
    | 'coordinator'
    | 'worker'
    | 'gateway'
    | 'signer'
    | 'chain'
    | 'devnet'
    | 'supervisor'
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
  /** Round that it is about. */
  readonly round?: number
  /** Neuron that it is about. */
  readonly uid?: number
  /** SS58 address of the neuron, or of the caller of a miner. */
  readonly hotkey?: string
  /** Job of the queue, such as `query-7200-12`. */
  readonly job?: string
  /** Check of the health that fails, such as `jobs move`. */
  readonly check?: string
  /** Name of the request: the nonce that the caller of a miner has signed, or `x-request-id` of a gateway. */
  readonly request?: string
}

/** Format of lines on stderr. */
export interface LogLines {
  /** Least level that is written. @default 'info' */
  readonly level?: LogLevel | undefined
  /**
   * `text` for terminals, `json` for collectors: one object a line as pino writes it, with `source`, `event` and,
   * where they apply, `code`, `round`, `uid`, `hotkey`, `peer`, `job`, `check`, `request` and `err`.
   * @default 'text'
   */
  readonly format?: 'text' | 'json' | undefined
}

/**
 * Destination of logs: `false` for none, a level for lines of text on stderr from that level up, an object for the level
 * and the format of the lines, or a function that receives every record, unthrottled, instead of stderr.
 */
export type LogOption = false | LogLevel | LogLines | ((record: LogRecord) => void)
