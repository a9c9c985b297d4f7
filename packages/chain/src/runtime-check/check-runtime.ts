import type { Registry } from '@polkadot/types/types'
import { isSubnetError } from '@subnetkit/base'
import { extensionsOf } from '../extrinsic/signed-extensions.js'
import { firstDifference } from './difference.js'
import { dryEncode } from './dry-encode.js'
import { findNeed } from './find-need.js'
import { createLayouts } from './layout.js'
import { type RuntimeNeed, runtimeFeatures } from './runtime-needs.js'
import { sameArguments } from './same-arguments.js'

/** A runtime to check: the metadata of a chain, and its version. `ApiPromise` is one, too. */
export interface RuntimeSource {
  readonly registry: Registry
  readonly runtimeVersion: { readonly specVersion: { readonly toNumber: () => number } }
}

/** One thing that has another layout than before, or than core expects. */
export interface RuntimeChangedNeed {
  /** `call SubtensorModule.set_weights`, for example. */
  readonly name: string
  /** Null when it is new. */
  readonly expected: string | null
  /** Null when it is gone. */
  readonly found: string | null
}

/** Support of a feature by a runtime. */
export interface RuntimeFeatureReport {
  readonly name: string
  readonly ok: boolean
  /** True if it works but for some of its items: all of its calls are there, and most of what it reads. */
  readonly partial?: boolean
  /** Names of missing items. */
  readonly missing: readonly string[]
  /** Names of items with other arguments or keys. */
  readonly changed: readonly RuntimeChangedNeed[]
}

/** Result of checking a runtime against core's needs. */
export interface RuntimeReport {
  readonly specVersion: number
  readonly features: readonly RuntimeFeatureReport[]
  /** Signed extension that is unknown, so that nothing at all can be signed; else null. */
  readonly unknownExtension: string | null
  /** Differences from the previous runtime: arguments, keys, results, variants; empty without one. */
  readonly changedSince: readonly RuntimeChangedNeed[]
}

/**
 * Encodes, on trial, every call and query that core makes, by the metadata of a runtime, and names those that are
 * missing or have changed. Sends nothing. Given the previous runtime, it also reports the differences.
 */
export function checkRuntime(runtime: RuntimeSource, previous?: RuntimeSource): RuntimeReport {
  const { registry } = runtime
  const layout = createLayouts(registry, { open: false })
  const features = runtimeFeatures.map(({ name, needs }) => {
    const missing: string[] = []
    const changed: RuntimeChangedNeed[] = []
    for (const need of needs) {
      const found = findNeed(registry, layout, need)
      if (!found) {
        if (!need.optional) missing.push(titleOf(need))
        continue
      }
      const fits = need.given === null || sameArguments(need.given, found.given)
      const other = fits ? dryEncode(registry, layout, found.inputs) : found.given
      if (other !== null) changed.push({ name: titleOf(need), expected: need.given ?? '', found: other })
    }
    const lost = [...missing, ...changed.map((change) => change.name)]
    if (lost.length === 0) return { name, ok: true, missing, changed }
    return { name, ok: false, partial: isPartial(lost, needs.length), missing, changed }
  })
  return {
    specVersion: runtime.runtimeVersion.specVersion.toNumber(),
    features,
    unknownExtension: unknownExtension(runtime),
    changedSince: previous ? compareRuntimes(previous.registry, registry) : [],
  }
}

/** A feature without one of its calls is off; without some of what it reads it works for the most part. */
const isPartial = (lost: readonly string[], needs: number): boolean =>
  lost.length * 2 <= needs && !lost.some((name) => name.startsWith('call '))

/** Everything that core uses and that two runtimes have differently, down to results and variants. */
function compareRuntimes(before: Registry, after: Registry): readonly RuntimeChangedNeed[] {
  const [was, is] = [describe(before), describe(after)]
  const needs = new Map(
    runtimeFeatures.flatMap((feature) => feature.needs.map((need) => [titleOf(need), need])),
  )
  return [...needs].flatMap(([name, need]) => {
    const [old, now] = [was(need), is(need)]
    if (old === now) return []
    if (old === null || now === null) return [{ name, expected: old, found: now }]
    const [expected, found] = firstDifference(old, now)
    return [{ name, expected, found }]
  })
}

function describe(registry: Registry): (need: RuntimeNeed) => string | null {
  const layout = createLayouts(registry, { open: true })
  return (need) => {
    const found = findNeed(registry, layout, need)
    return found && [found.given, found.gives].filter((text) => text !== '').join(' → ')
  }
}

function unknownExtension({ registry, runtimeVersion }: RuntimeSource): string | null {
  try {
    extensionsOf(registry, runtimeVersion.specVersion.toNumber())
    return null
  } catch (error) {
    if (isSubnetError(error, 'EXTENSION_UNKNOWN')) return String(error.details.extension)
    throw error
  }
}

function titleOf({ kind, name }: RuntimeNeed): string {
  return kind === 'api' ? `runtime API ${name}` : `${kind} ${name}`
}
