import { join } from 'node:path'
import { root } from '../boundaries/workspace.js'
import { buildPackages } from './pack.js'
import { run } from './run.js'

/** Builds the packages before tests of projects and of commands, which run what is built as their users do. */
export async function setup(): Promise<void> {
  await buildPackages()
  await run(process.execPath, ['bundle.mjs'], { cwd: join(root, 'packages/devnet') })
}
