import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../boundaries/workspace.js'
import { run } from './run.js'

/** Pictures of the documents, by the names that the test of the dashboard gives them. */
const chosen = ['overview-light', 'round-light', 'miner-light', 'validators-dark']

/** `npm run docs:images`: takes the pictures of the dashboard again, in the Chromium that its test uses. */
const shots = await mkdtemp(join(tmpdir(), 'subnetkit-shots-'))
try {
  const test = [
    'packages/subnetkit/src/dashboard/pages.long.test.ts',
    '-t',
    'heading, axe|asks for the token',
  ]
  const command = [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--config',
    'vitest.long.config.ts',
    ...test,
  ]
  await run([process.execPath, ...command], root, { DASHBOARD_SHOTS: shots })
  await mkdir(join(root, 'docs/images'), { recursive: true })
  for (const name of chosen)
    await copyFile(join(shots, `${name}.webp`), join(root, `docs/images/dashboard-${name}.webp`))
} finally {
  await rm(shots, { recursive: true, force: true })
}
