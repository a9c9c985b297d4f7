import { invalidParams } from './errors.js'
import type { RpcMethod } from './method.js'

/** Reads the parameters of a request by their names; refuses with a sentence that names the parameter at fault. */
export function readParams({ params }: RpcMethod, given: unknown): Readonly<Record<string, unknown>> {
  const names = Object.keys(params)
  const list = given ?? []
  if (!Array.isArray(list)) throw invalidParams(`params: expected ${inWords(names)}`)
  if (list.findLastIndex((param) => param !== null) >= names.length) {
    throw invalidParams(`params: expected ${inWords(names)}, got ${list.length} values`)
  }
  return Object.fromEntries(names.map((name, index) => [name, readParam(params, name, list[index])]))
}

function readParam(params: RpcMethod['params'], name: string, value: unknown): unknown {
  const parsed = params[name]?.safeParse(value ?? undefined)
  if (parsed?.success) return parsed.data
  const [issue] = parsed?.error.issues ?? []
  const place = [name, ...(issue?.path ?? [])].join('.')
  if (value === undefined || value === null) throw invalidParams(`${place}: this parameter is required`)
  throw invalidParams(`${place}: ${(issue?.message ?? 'not valid').replace(/^Invalid input: /, '')}`)
}

const inWords = (names: readonly string[]): string =>
  names.length === 0 ? 'an empty list' : `a list of at most ${names.length}: ${names.join(', ')}`
