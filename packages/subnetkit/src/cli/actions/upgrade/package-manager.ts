import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FoundProject } from './project.js'

/** A package manager and how it does what an upgrade needs. */
export interface PackageManager {
  readonly name: string
  /** Installs what package.json asks for, and changes the lock. */
  readonly install: readonly [string, ...string[]]
  /** Installs what the lock has. */
  readonly restore: readonly [string, ...string[]]
  readonly locks: readonly string[]
}

const npmInstall = ['npm', 'install', '--no-audit', '--no-fund'] as const

const managers: readonly PackageManager[] = [
  {
    name: 'npm',
    install: npmInstall,
    restore: npmInstall,
    locks: ['package-lock.json', 'npm-shrinkwrap.json'],
  },
  {
    name: 'pnpm',
    // In CI the lock is frozen by default.
    install: ['pnpm', 'install', '--no-frozen-lockfile'],
    restore: ['pnpm', 'install', '--frozen-lockfile'],
    locks: ['pnpm-lock.yaml'],
  },
  { name: 'yarn', install: ['yarn', 'install'], restore: ['yarn', 'install'], locks: ['yarn.lock'] },
  {
    name: 'bun',
    install: ['bun', 'install'],
    restore: ['bun', 'install', '--frozen-lockfile'],
    locks: ['bun.lock', 'bun.lockb'],
  },
]

/** The package manager of a project: that of its field packageManager, of its lock or of one above, or npm. */
export function packageManagerOf({ folder, packageManager }: FoundProject): PackageManager {
  const named = managers.find(({ name }) => packageManager?.startsWith(`${name}@`))
  if (named !== undefined) return named
  for (let at = folder; ; at = dirname(at)) {
    const found = managers.find(({ locks }) => locks.some((lock) => existsSync(join(at, lock))))
    if (found !== undefined) return found
    if (dirname(at) === at) return managers[0] as PackageManager
  }
}

/** Files that an install changes: the locks in the folder, and the nearest above, that of a workspace. */
export function locksOf({ folder }: FoundProject, { locks }: PackageManager): readonly string[] {
  const own = locks.map((lock) => join(folder, lock))
  for (let at = folder; ; at = dirname(at)) {
    const there = locks.map((lock) => join(at, lock)).filter((file) => existsSync(file))
    if (there.length > 0 || dirname(at) === at) return [...new Set([...own, ...there])]
  }
}
