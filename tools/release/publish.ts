import { root } from '../boundaries/workspace.js'
import type { Tarball } from './pack.js'
import { run } from './run.js'

/** Dependencies before those who depend on them, so that no version is on the registry without its parts. */
export function inOrder(tarballs: readonly Tarball[]): Tarball[] {
  const byName = new Map(tarballs.map((tarball) => [tarball.package.manifest.name, tarball]))
  const ordered = new Set<Tarball>()
  const visit = (tarball: Tarball): void => {
    for (const name of Object.keys(tarball.package.manifest.dependencies ?? {})) {
      const needed = byName.get(name)
      if (needed && !ordered.has(needed)) visit(needed)
    }
    ordered.add(tarball)
  }
  for (const tarball of tarballs) visit(tarball)
  return [...ordered]
}

/**
 * Throws unless this process may publish: a workflow that the registry trusts (no token, provenance included), or a
 * user who is logged in.
 */
export async function requireCredentials(): Promise<void> {
  if (process.env.ACTIONS_ID_TOKEN_REQUEST_URL) return
  try {
    await run('npm', ['whoami'], { cwd: root })
  } catch {
    throw new Error(
      'Log in with npm login, or let the release workflow publish: there are no credentials here.',
    )
  }
}

/** Publishes a tarball unless the registry has its version already; true if it did. */
export async function publish({ file, package: { manifest } }: Tarball): Promise<boolean> {
  const id = `${manifest.name}@${manifest.version}`
  const known = await run('npm', ['view', id, 'version'], { cwd: root }).catch((error: Error) => {
    if (/E404/.test(error.message)) return ''
    throw error
  })
  if (known.trim() !== '') return false
  const provenance = process.env.ACTIONS_ID_TOKEN_REQUEST_URL ? ['--provenance'] : []
  await run('npm', ['publish', file, '--access', 'public', ...provenance], { cwd: root })
  return true
}
