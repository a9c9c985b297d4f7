/** Puts large lists and objects together from pieces of JSON that were read separately. */
export interface JsonPieces<T> {
  /** Reads a whole text. Throws a SyntaxError. */
  parse(text: string): T
  /** Returns an empty list. */
  list(): T
  /** Returns an empty object. */
  object(): T
  /** Adds the elements of one list to another, or the members of one object to another; returns their number. */
  add(value: T, parts: T): number
  /** Adds one element to a list. */
  push(list: T, element: T): void
  /** Adds one member to an object, with the name of the only member of `named`. */
  put(object: T, named: T, member: T): void
}

/** Pieces as `JSON.parse` reads them. */
export const plainPieces: JsonPieces<unknown> = {
  parse: (text) => JSON.parse(text) as unknown,
  list: () => [],
  object: () => ({}),
  add(value, parts) {
    if (Array.isArray(parts)) {
      for (const part of parts) (value as unknown[]).push(part)
      return parts.length
    }
    const names = Object.keys(parts as object)
    for (const name of names) defineMember(value, name, (parts as Record<string, unknown>)[name])
    return names.length
  },
  push: (list, element) => (list as unknown[]).push(element),
  put: (object, named, member) => defineMember(object, Object.keys(named as object)[0]!, member),
}

/** Sets a member of an object, whatever its name. */
export function defineMember(object: unknown, name: string, value: unknown): void {
  if (name !== '__proto__') (object as Record<string, unknown>)[name] = value
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}
