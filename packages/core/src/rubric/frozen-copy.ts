import { isDeepStrictEqual } from 'node:util'
import { codedReasonOf } from '@subnetkit/base'

/** Copy of a value for a part of a rubric. */
export interface FrozenCopy<T> {
  readonly value: T
  /** Throws if a part has changed a value that cannot be frozen, such as a Uint8Array. */
  check(): void
}

/**
 * Copies plain data, binary values, dates, maps and sets, and freezes the copy as far as they can be: nothing that a part of a
 * rubric does with it reaches another answer, or the data set that a truth comes from. Instances of other classes are
 * passed as they are, and so is what is frozen already.
 */
export function frozenCopy<T>(value: T): FrozenCopy<T> {
  const copies = new Map<object, unknown>()
  const loose: (readonly [copy: unknown, original: unknown])[] = []

  function copyOf(one: unknown): unknown {
    if (typeof one !== 'object' || one === null) return one
    const known = copies.get(one)
    if (known !== undefined) return known
    if (!Array.isArray(one) && !isPlain(one)) {
      const copy = copyLoose(one, copyOf)
      if (copy !== one) loose.push([copy, one])
      copies.set(one, copy)
      return copy
    }
    let isSame = Object.isFrozen(one)
    let copy: unknown[] | Record<string, unknown>
    if (Array.isArray(one)) {
      copy = []
      copies.set(one, copy)
      for (const field of one) {
        const copied = copyOf(field)
        if (copied !== field) isSame = false
        copy.push(copied)
      }
    } else {
      copy = (Object.getPrototypeOf(one) === null ? Object.create(null) : {}) as Record<string, unknown>
      copies.set(one, copy)
      for (const key of Object.keys(one)) {
        const field = (one as Record<string, unknown>)[key]
        const copied = copyOf(field)
        if (copied !== field) isSame = false
        // A field of that name would set the prototype.
        if (key === '__proto__') Object.defineProperty(copy, key, { value: copied, enumerable: true })
        else copy[key] = copied
      }
    }
    if (!isSame) return Object.freeze(copy)
    copies.set(one, one)
    return one
  }

  const copy = copyOf(value) as T
  return {
    value: copy,
    check() {
      if (loose.some(([given, original]) => !isDeepStrictEqual(given, original))) throw new MutationError()
    },
  }
}

/** Freezes a value that JSON carries, all of it, and returns it. */
export function freezeJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const field of Object.values(value)) freezeJson(field)
  return Object.freeze(value)
}

class MutationError extends TypeError {
  constructor() {
    super('a value that it received is another one now')
  }
}

/** Messages with which the engine refuses to change what is frozen. */
const refusals = /read only property|not extensible|Cannot delete property|Cannot redefine property/

/** Reason for which a part failed; one that changed, or tried to change, what it received is named as such. */
export function failureOf(error: unknown): string {
  const reason = codedReasonOf(error)
  const isMutation = error instanceof MutationError || (error instanceof TypeError && refusals.test(reason))
  return isMutation ? `${mutation}: ${reason}` : reason
}

/** Start of the reason for which a part that changes what it receives fails. */
export const mutation = 'it changes what it receives'

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Copies what cannot be frozen; returns other instances as they are. */
function copyLoose(one: object, copyOf: (field: unknown) => unknown): unknown {
  if (one instanceof Uint8Array) return Uint8Array.prototype.slice.call(one)
  if (ArrayBuffer.isView(one) || one instanceof ArrayBuffer) return structuredClone(one)
  if (one instanceof Date) return new Date(one)
  if (one instanceof Map) return new Map([...one].map(([key, field]) => [key, copyOf(field)]))
  if (one instanceof Set) return new Set([...one].map(copyOf))
  return one
}
