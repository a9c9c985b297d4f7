/** Options of a process under test, as the JSON of its first argument. */
export interface ProgramOptions {
  readonly role: 'validator' | 'coordinator' | 'worker'
  readonly netuid: number
  /** Secret URI of the validator's hotkey. */
  readonly uri: string
  /** Chain; null for a worker, which knows none. */
  readonly chainUrl: string | null
  /** Redis of the queues; null for the embedded ones. */
  readonly redisUrl: string | null
  /** Directory of the embedded database, or the URL of a server. */
  readonly database: { readonly directory: string } | { readonly url: string }
  readonly roundBlocks: number
  readonly weightsEveryBlocks: number
  readonly lockMs: number
  readonly keepRounds: number
  /** Tasks of a miner in each round. @default 3 */
  readonly tasksPerRound?: number
  /** False for a process that reports no points, and cannot be held at one. @default true */
  readonly isTraced?: boolean
}
