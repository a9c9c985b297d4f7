/** Turns a plain value, as the scale reader gives it, into what callers use. Throws RangeError for another shape. */
export type Decode<T> = (value: unknown) => T

/** The value as it is. */
export const plain: Decode<unknown> = (value) => value

/** A number that fits: blocks, uids, shares. */
export const number: Decode<number> = (value) => {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
  throw new RangeError(`${shapeOf(value)} is not a number`)
}

/** A number in which every bit counts: rao, version keys. */
export const bigint: Decode<bigint> = (value) => {
  if (typeof value === 'number' || typeof value === 'bigint') return BigInt(value)
  throw new RangeError(`${shapeOf(value)} is not a number`)
}

export const flag: Decode<boolean> = (value) => {
  if (typeof value === 'boolean') return value
  throw new RangeError(`${shapeOf(value)} is not a bool`)
}

/** An account, which the scale reader writes as an SS58 address. */
export const address: Decode<string> = (value) => {
  if (typeof value === 'string') return value
  throw new RangeError(`${shapeOf(value)} is not an account`)
}

export const bytes: Decode<Uint8Array> = (value) => {
  if (value instanceof Uint8Array) return value
  throw new RangeError(`${shapeOf(value)} is not bytes`)
}

/** A list; bytes count as a list of numbers. */
export const list =
  <T>(item: Decode<T>): Decode<readonly T[]> =>
  (value) => {
    if (Array.isArray(value) || value instanceof Uint8Array) return Array.from(value as unknown[], item)
    throw new RangeError(`${shapeOf(value)} is not a list`)
  }

/** Contents of an option, or null. */
export const maybe =
  <T>(some: Decode<T>): Decode<T | null> =>
  (value) =>
    value === null ? null : some(value)

/** Some fields of a struct, by the chain's names. */
export const fields =
  <F extends Readonly<Record<string, Decode<unknown>>>>(
    of: F,
  ): Decode<{ readonly [Name in keyof F]: ReturnType<F[Name]> }> =>
  (value) => {
    const record = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
    const decoded = Object.entries(of).map(([name, decode]) => {
      if (!(name in record)) throw new RangeError(`it has no field ${name}`)
      return [name, decode(record[name])]
    })
    return Object.fromEntries(decoded) as { readonly [Name in keyof F]: ReturnType<F[Name]> }
  }

function shapeOf(value: unknown): string {
  return value === null ? 'nothing' : value instanceof Uint8Array ? 'a string of bytes' : `a ${typeof value}`
}
