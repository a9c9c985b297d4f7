import { coreError } from '../errors.js'
import type { Rubric } from '../rubric/rubric.js'
import type { Subnet } from './define-subnet.js'
import type { ActivationRule, NextScoring } from './next-version.js'

/** A definition with its versions. */
export interface VersionedScoring extends Pick<Subnet, 'version' | 'incentive'> {
  readonly rubric: Rubric<never>
  readonly next?: NextScoring | undefined
}

/** Name and versions of a definition. */
export interface NamedVersions {
  readonly name: string
  readonly version: number | bigint
  readonly next?: Pick<NextScoring, 'version'> | undefined
}

/** Versions of the scoring that a definition has: the present one, then the next. */
export function scoringVersions({ version, next }: Omit<NamedVersions, 'name'>): readonly string[] {
  return [String(version), ...(next ? [String(next.version)] : [])]
}

/**
 * Returns a subnet as one of its versions scores: with that one's version, rubric and incentive. Null, as older stores have
 * it, is the present version; so is one that the definition lacks.
 */
export function subnetAt<S extends VersionedScoring>(subnet: S, version: string | null): S {
  const { next } = subnet
  if (next === undefined || version !== String(next.version)) return subnet
  const { onActivation: _, ...scoring } = next
  return { ...subnet, ...scoring }
}

/** Returns the subnet as the version scores that is not active beside this one; null without one. */
export function shadowOf<S extends VersionedScoring>(subnet: S, version: string | null): S | null {
  const versions = scoringVersions(subnet)
  const active = version ?? versions[0]
  const other = versions.includes(active!) ? versions.find((one) => one !== active) : undefined
  return other === undefined ? null : subnetAt(subnet, other)
}

/** Rule for scores where the active version changes; undefined in a definition of one version. */
export function activationOf(
  subnet: Pick<VersionedScoring, 'version' | 'next'>,
): { readonly versions: readonly string[]; readonly rule: ActivationRule } | undefined {
  return subnet.next && { versions: scoringVersions(subnet), rule: subnet.next.onActivation }
}

/** Throws ROUND_VERSION_DIFFERS for a round of a version that the definition lacks. */
export function checkRoundVersion(
  subnet: NamedVersions,
  round: { readonly number: number; readonly version: string | null },
): void {
  const versions = scoringVersions(subnet)
  if (round.version === null || versions.includes(round.version)) return
  const [own, other] = [`${subnet.name} v${versions.join(' and v')}`, `${subnet.name} v${round.version}`]
  throw coreError('ROUND_VERSION_DIFFERS', { round: round.number, own, other })
}
