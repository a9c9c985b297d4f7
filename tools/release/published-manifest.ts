import type { Manifest } from '../boundaries/workspace.js'

/** The condition by which this repository resolves its packages to their sources. */
const sourceCondition = '@subnetkit/source'

/** Parts of a manifest that only the repository uses. */
const ownParts = new Set(['scripts', 'devDependencies', 'nx', 'private'])

/** A package.json as users get it: entries of built files only, nothing of the repository's own. */
export function publishedManifest(manifest: Manifest): Record<string, unknown> {
  const kept = Object.entries(manifest).filter(([part]) => !ownParts.has(part))
  const { peerDependencies: peers, version } = manifest
  return {
    ...Object.fromEntries(kept),
    ...(peers && { peerDependencies: ownVersions(peers, version) }),
    exports: publishedExports(manifest),
  }
}

/**
 * Peers of ours have the version of the package itself. The repository has `*` in its place: changesets takes a peer
 * that leaves its range for a major change of all.
 */
const ownVersions = (peers: Readonly<Record<string, string>>, version: string) =>
  Object.fromEntries(Object.entries(peers).map(([name, range]) => [name, range === '*' ? version : range]))

function publishedExports(manifest: Manifest): Record<string, unknown> {
  const exports: Record<string, unknown> = {}
  for (const [entry, target] of Object.entries(manifest.exports ?? {})) {
    if (typeof target === 'string') {
      exports[entry] = target
      continue
    }
    const conditions = Object.entries(target).filter(([condition]) => condition !== sourceCondition)
    if (conditions.length > 0) exports[entry] = Object.fromEntries(conditions)
  }
  return exports
}

/** Entries of a package that users can import. */
export function publishedEntries(manifest: Manifest): string[] {
  return Object.keys(publishedExports(manifest)).filter((entry) => entry !== './package.json')
}
