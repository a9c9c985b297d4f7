import { z } from 'zod'

/** Longest time that a timer can wait, in ms (24.8 days): Node ends a longer one at once. */
export const longestTimerMs = 2 ** 31 - 1

/*
 * Fields of options. The error of each is a noun phrase for the allowed values.
 */

/** An integer in a range, both ends included. */
export function integer(least = 0, most = Number.MAX_SAFE_INTEGER) {
  const error =
    most === Number.MAX_SAFE_INTEGER
      ? `an integer of at least ${least}`
      : `an integer from ${least} to ${most}`
  return z.int({ error }).min(least, { error }).max(most, { error })
}

/** A time in whole milliseconds that a timer can wait. */
export function milliseconds(least = 1) {
  const error = `a time from ${least} to ${longestTimerMs} ms`
  return z.int({ error }).min(least, { error }).max(longestTimerMs, { error })
}

/** A finite number in a range, both ends included. */
export function number(least: number, most: number) {
  const error = `a number from ${least} to ${most}`
  return z.number({ error }).min(least, { error }).max(most, { error })
}

/** A finite number above 0. */
export function positive() {
  const error = 'a positive number'
  return z.number({ error }).positive({ error })
}

/** An amount in rao. */
export const rao = () =>
  z.bigint({ error: 'an amount in rao, a bigint' }).min(0n, { error: 'an amount of at least 0 rao' })

export const netuid = () => integer(0, 65_535)
export const mechanism = () => integer(0, 255)
/** A port; 0 picks a free one. */
export const port = () => integer(0, 65_535)
export const flag = () => z.boolean({ error: 'true or false' })

/** Non-empty text; `expected` describes it. */
export function text(expected = 'a non-empty string') {
  return z.string({ error: expected }).min(1, { error: expected })
}

/** One of several words. */
export function oneOf<const T extends readonly string[]>(...words: T) {
  return z.enum(words, { error: `one of ${words.join(', ')}` })
}

/** A function. Its arguments and results are not looked at. */
export function callback<T>(): z.ZodCustom<T, T> {
  return z.custom<T>((value) => typeof value === 'function', { error: 'a function' })
}

/** A value that `check` accepts; `expected` describes it. */
export function checked<T>(check: (value: unknown) => boolean, expected: string): z.ZodCustom<T, T> {
  return z.custom<T>(check, { error: expected })
}

/** An object with these methods, created elsewhere; `expected` describes it. */
export function made<T>(expected: string, ...methods: readonly (keyof T & string)[]): z.ZodCustom<T, T> {
  return z.custom<T>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      methods.every((name) => typeof (value as Record<string, unknown>)[name] === 'function'),
    { error: expected },
  )
}
