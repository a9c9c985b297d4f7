import type { RuntimeReport } from './check-runtime.js'

/** Describes a new runtime's changes to what core uses, for logs: one line, and one more per kind of change. */
export function describeRuntimeChange(report: RuntimeReport): readonly string[] {
  const { specVersion, changedSince, features, unknownExtension } = report
  const names = (changes: RuntimeReport['changedSince']) => changes.map(({ name }) => name)
  const known = changedSince.filter(({ expected }) => expected !== null)
  const gone = names(known.filter(({ found }) => found === null))
  const other = names(known.filter(({ found }) => found !== null))
  const fresh = names(changedSince.filter(({ expected }) => expected === null))
  const lost = features.filter((feature) =>
    [...feature.missing, ...names(feature.changed)].some(
      (name) => gone.includes(name) || other.includes(name),
    ),
  )
  const kinds: readonly (readonly [string, readonly string[]])[] = [
    ['gone', gone],
    ['changed', other],
    ['new', fresh],
    ['works no more', lost.map(({ name }) => name)],
  ]
  const told = kinds.flatMap(([kind, those]) => (those.length > 0 ? [`${kind}: ${those.join(', ')}`] : []))
  const unsigned = `nothing can be signed: its signed extension ${unknownExtension} is unknown`
  const lines = unknownExtension === null ? told : [unsigned, ...told]
  if (lines.length === 0) return [`spec ${specVersion}: nothing that is used changed`]
  return [`spec ${specVersion} changed what is used`, ...lines]
}
