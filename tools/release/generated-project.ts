import { join } from 'node:path'
import type { Domain, PackageManager } from '@subnetkit/templates'
import type { Newcomer } from './newcomer.js'
import type { Stopwatch } from './stopwatch.js'

/** A project that create-subnet made from the registry. */
export interface GeneratedProject {
  readonly folder: string
  /** Runs a script of the project with arguments of npm, and measures it. */
  script(name: string, ...args: readonly string[]): Promise<string>
  /** Runs the command that the project has installed. */
  subnet(...args: readonly string[]): Promise<string>
}

/** Choices of a newcomer. */
export interface Choice {
  readonly domain: Domain
  readonly packageManager: PackageManager
}

/** Creates and installs a project, as the documents of the package manager say. */
export async function createProject(
  newcomer: Newcomer,
  watch: Stopwatch,
  { domain, packageManager }: Choice,
): Promise<GeneratedProject> {
  const name = `${domain}-${packageManager}`
  const lap = <T>(step: string, work: () => Promise<T>) => watch.lap(name, step, work)
  const options = [name, '--yes', '--domain', domain]
  const create = {
    npm: ['create', '--yes', 'subnet@latest', '--', ...options],
    pnpm: ['create', 'subnet@latest', ...options],
    yarn: ['create', 'subnet', ...options],
    bun: ['create', 'subnet@latest', ...options],
  }[packageManager]
  await lap(`${packageManager} create`, () => newcomer.run(newcomer.home, packageManager, create))
  const folder = join(newcomer.home, name)
  return {
    folder,
    subnet: (...args) => newcomer.run(folder, 'npx', ['--no-install', 'subnet', ...args]),
    script: (script, ...args) =>
      lap(`run ${script}`, () => newcomer.run(folder, packageManager, ['run', script, ...args])),
  }
}
