import { safeText } from '@subnetkit/base'
import { isInScope } from '../parts.js'
import type { Answer, Feature, RoundCriterion, Rubric } from '../rubric.js'

/** Most bytes of a feature as JSON. */
export const mostFeatureBytes = 4_096
/** Most characters in the name of a group. */
const longestGroup = 200

/** Runs one part of a rubric, under a name, within its own deadline if it has one. */
export type RunPart = <T>(part: string, check: () => T | Promise<T>, ownMs?: number | undefined) => Promise<T>

type Compared = Pick<Answer, 'id' | 'family' | 'synapse'>

/** Returns the features of an answer by round criterion; null if none compares it. */
export async function featuresOf<A extends Compared>(
  rubric: Pick<Rubric<A>, 'roundCriteria' | 'families'>,
  answer: A,
  run: RunPart,
): Promise<Readonly<Record<string, Feature>> | null> {
  const applying = rubric.roundCriteria.filter((one) => isInScope(one, answer))
  if (applying.length === 0) return null
  const features: Record<string, Feature> = {}
  for (const criterion of applying) {
    features[criterion.name] = await run(`feature ${criterion.name}`, async () => ({
      group: groupOf(rubric, criterion, answer),
      value: readJson(await criterion.feature(answer), mostFeatureBytes),
    }))
  }
  return features
}

function groupOf<A extends Compared>(
  { families }: Pick<Rubric<A>, 'families'>,
  { group }: RoundCriterion<A>,
  answer: A,
): string {
  if (group === undefined) return families[answer.family]?.shared ? answer.id : answer.family
  const name: unknown = group(answer)
  if (typeof name === 'string' && name.length > 0 && name.length <= longestGroup) return name
  throw new TypeError(`its group is no name of 1 to ${longestGroup} characters`)
}

/** Returns a value as it comes back from JSON. Throws for one that JSON does not carry, or that takes too many bytes. */
export function readJson(value: unknown, mostBytes: number): unknown {
  const json = jsonOf(value)
  if (json === undefined) throw new TypeError(`${typeof value} is no JSON`)
  const bytes = Buffer.byteLength(json)
  if (bytes > mostBytes) throw new RangeError(`${bytes} bytes of JSON are more than ${mostBytes}`)
  return JSON.parse(json)
}

/** JSON of a value; undefined for one that has none. Looks for numbers that it does not carry only where one of them may be: they become null. */
function jsonOf(value: unknown): string | undefined {
  const json: string | undefined = JSON.stringify(value)
  return json?.includes('null') ? JSON.stringify(value, refuseNumbers) : json
}

/** Returns a feature that is a finite number. Throws for anything else: it costs its own answer only. */
export function numberFeature(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new TypeError(`${safeText(value).slice(0, 100)} is no finite number`)
}

function refuseNumbers(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${value} is no JSON`)
  return value
}
