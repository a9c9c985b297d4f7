import { reasonOf } from '@subnetkit/base/errors'
import { asList, asObject, asString, type JsonObject } from './json.js'

/** The verdict on one case: `problem` is null where this implementation agrees. */
export interface VectorResult {
  readonly name: string
  readonly problem: string | null
}

/** Judges every case of a list; one that cannot even be read is a problem of that case alone. */
export function judge(
  file: unknown,
  list: string,
  check: (item: JsonObject) => Iterable<VectorResult>,
): VectorResult[] {
  return asList(asObject(file, 'the file')[list], list).flatMap((item, i) => {
    const name = nameOf(item, `${list}[${i}]`)
    return attempt(name, () => [...check(asObject(item, name))])
  })
}

/** Turns an exception into a problem of the case. */
export function attempt(name: string, run: () => VectorResult[]): VectorResult[] {
  try {
    return run()
  } catch (error) {
    return [{ name, problem: reasonOf(error) }]
  }
}

function nameOf(item: unknown, fallback: string): string {
  try {
    return asString(asObject(item, fallback).id, `the id of ${fallback}`)
  } catch {
    return fallback
  }
}
