import type { Clock } from '@subnetkit/base'

/** Runs SQL and returns its rows. */
export interface Queryable {
  query<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>
}

/**
 * PostgreSQL, embedded in the process or a server. The store lives in its schema `subnetkit`, embedded queues in its
 * schema `bullmq`. An embedded one owns its directory until it is disposed; dispose stores and queues on it first.
 */
export interface Database extends Queryable, AsyncDisposable {
  /** The directory, `memory`, or the server's URL without user and password. */
  readonly place: string
  /**
   * Runs `work` in a transaction: all of its writes are kept, or none. May run it again after a deadlock. When the
   * connection to a server is lost during the commit (DATABASE_LOST), the writes may or may not be there: a statement
   * that is run again must be safe.
   */
  transaction<T>(work: (transaction: Queryable) => Promise<T>, options?: TransactionOptions): Promise<T>
  /**
   * Syncs everything written so far to disk, so that it survives a loss of power. The end of the process alone loses
   * nothing: the embedded engine leaves syncing to the operating system. A server syncs every commit by itself.
   */
  flush(): Promise<void>
}

/** Options of a transaction. */
export interface TransactionOptions {
  /**
   * Transactions with the same lock run one at a time, in whichever process. Null takes none: the locks of its rows must
   * suffice. The embedded database runs one transaction at a time in any case. @default one lock for all without a name
   */
  readonly lock?: string | null | undefined
  /** Time for each of its statements on a server, in ms. @default that of the database */
  readonly statementMs?: number | undefined
}

/** Location of a database: a directory, memory or a server; there is no default. */
export type DatabasePlace =
  | { readonly directory: string; readonly memory?: undefined; readonly url?: undefined }
  /** Everything is lost with the process, including scores and pending weights. */
  | { readonly memory: true; readonly directory?: undefined; readonly url?: undefined }
  | ServerPlace

/** A PostgreSQL server, which any number of processes may share. Needs the package `pg`. */
export interface ServerPlace {
  /**
   * `postgres://user:password@host:5432/database`, PostgreSQL 13 or newer. `?sslmode=verify-full` encrypts the
   * connection, `&sslrootcert=…` names the file of a certificate authority.
   */
  readonly url: string
  readonly directory?: undefined
  readonly memory?: undefined
  /** Connections open at the same time, at most. @default 10 */
  readonly maxConnections?: number | undefined
  /** Time to connect, and to wait for one of the connections, in ms. @default 10_000 */
  readonly connectMs?: number | undefined
  /** Time for one statement, in ms. @default 30_000 */
  readonly statementMs?: number | undefined
  /** Time after which an unused connection is closed, in ms. @default 30_000 */
  readonly idleMs?: number | undefined
}

/** Ports of {@link openDatabase}. */
export interface DatabasePorts {
  /** Times the signs of life of the directory's owner. @default the system's */
  readonly clock?: Clock | undefined
  /**
   * Receives failures of the embedded database's upkeep (removing dead rows, shortening its log), which is tried again.
   * @default process.emitWarning
   */
  readonly onWarning?: ((error: Error) => void) | undefined
}
