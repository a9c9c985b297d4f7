import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
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

/** The registry, as a release needs it. */
export interface Registry {
  /** Integrity of a version that it has; null without. */
  integrityOf(id: string): Promise<string | null>
  publish(tarball: Tarball): Promise<void>
}

/** True in a workflow that the registry trusts: no token is needed, and provenance comes with it. */
export const isTrusted = (): boolean => Boolean(process.env.ACTIONS_ID_TOKEN_REQUEST_URL)

/** The registry that npm is set to. */
export const npmRegistry: Registry = {
  async integrityOf(id) {
    const known = await run('npm', ['view', id, 'dist.integrity'], { cwd: root }).catch((error: Error) => {
      if (/E404/.test(error.message)) return ''
      throw error
    })
    return known.trim() || null
  },
  async publish({ file, package: { manifest } }) {
    await run('npm', ['publish', file, ...publishOptions(manifest.version)], { cwd: root })
  },
}

/** Options of npm publish: a prerelease must not become what users get by default. */
export function publishOptions(version: string): readonly string[] {
  const [, early] = /^[^-]+-([a-z]+)/i.exec(version) ?? []
  return [
    ...['--access', 'public'],
    ...(version.includes('-') ? ['--tag', early ?? 'next'] : []),
    ...(isTrusted() ? ['--provenance'] : []),
  ]
}

export const idOf = ({ package: { manifest } }: Pick<Tarball, 'package'>): string =>
  `${manifest.name}@${manifest.version}`

/** Integrity of a tarball, as the registry states it. */
export async function integrityOf({ file }: Tarball): Promise<string> {
  return `sha512-${createHash('sha512')
    .update(await readFile(file))
    .digest('base64')}`
}

/** Null if this process may publish: in a trusted workflow, or as a user who is logged in. */
export async function credentialsProblem(): Promise<string | null> {
  if (isTrusted()) return null
  return run('npm', ['whoami'], { cwd: root }).then(
    () => null,
    () => 'Log in with npm login, or let the release workflow publish: there are no credentials here.',
  )
}

/**
 * Publishes the tarballs that the registry does not have, in this order. After a failure midway, running it again goes on
 * where it stopped.
 */
export async function publishMissing(
  tarballs: readonly Tarball[],
  registry: Registry,
  report: (id: string, published: boolean) => void,
): Promise<void> {
  for (const tarball of tarballs) {
    const id = idOf(tarball)
    const isMissing = (await registry.integrityOf(id)) === null
    if (isMissing) await registry.publish(tarball)
    report(id, isMissing)
  }
}
