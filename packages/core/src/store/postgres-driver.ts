import { coreError } from '../errors.js'

/** The part of the package `pg` that is used here; the types of an optional package are kept out of ours. */
export interface PgDriver {
  readonly Pool: new (options: object) => PgPool
  readonly Client: new (
    options: object,
  ) => {
    readonly host: string
    readonly port: number
    readonly database: string | null
    readonly user: string | null
  }
  readonly types: { getTypeParser(type: number): (text: string) => unknown }
}

export interface PgPool {
  connect(): Promise<PgClient>
  end(): Promise<void>
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'connect', listener: (client: PgClient) => void): unknown
}

export interface PgClient {
  query(statement: object): Promise<{ readonly rows: unknown[] }>
  /** Returns it to the pool, or closes it where its state is unknown. */
  release(isBroken?: boolean): void
  on(event: 'error', listener: (error: Error) => void): unknown
}

/** Loads `pg`, which is optional. Throws DRIVER_MISSING if it is not installed. */
export async function loadPg(): Promise<PgDriver> {
  try {
    return (await import('pg')).default as unknown as PgDriver
  } catch (cause) {
    throw coreError('DRIVER_MISSING', {}, { cause })
  }
}

/** Types of PostgreSQL by number. */
const [bytea, int8, textArray, int8Array] = [17, 20, 1009, 1016]

/** Types that `pg` reads differently from the embedded engine, made the same. */
export function readAsEmbedded({ types }: PgDriver): { getTypeParser(type: number): unknown } {
  const [readBytes, readArray] = [types.getTypeParser(bytea), types.getTypeParser(textArray)]
  return {
    getTypeParser(type) {
      if (type === int8) return readInteger
      if (type === bytea) return (hex: string) => Uint8Array.from(readBytes(hex) as Uint8Array)
      if (type === int8Array) {
        return (list: string) =>
          (readArray(list) as (string | null)[]).map((one) => (one === null ? null : readInteger(one)))
      }
      return types.getTypeParser(type)
    },
  }
}

/** A number where it is exact, else a bigint. */
function readInteger(digits: string): number | bigint {
  const number = Number(digits)
  return Number.isSafeInteger(number) ? number : BigInt(digits)
}
