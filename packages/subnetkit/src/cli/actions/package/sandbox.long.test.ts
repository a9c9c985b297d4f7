import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { runInProcess } from '../../testing/cli.js'
import { createTestProject } from './testing/project.js'

const run = promisify(execFile)
const hasSandbox = spawnSync('bwrap', ['--ro-bind', '/', '/', 'true'], { stdio: 'ignore' }).status === 0

/** Another user, without network, environment and home: Node.js and the package are all there is, and read-only. */
const confined = (app: string, ...args: readonly string[]) =>
  run('bwrap', [
    ...['--unshare-all', '--die-with-parent', '--uid', '65532', '--gid', '65532', '--clearenv'],
    ...['--ro-bind', '/usr', '/usr', '--symlink', 'usr/lib', '/lib', '--symlink', 'usr/lib64', '/lib64'],
    ...['--proc', '/proc', '--dev', '/dev', '--ro-bind', process.execPath, '/node', '--ro-bind', app, '/app'],
    ...['--remount-ro', '/', '--chdir', '/app', '/node', ...args],
  ])

const look = `
const { networkInterfaces } = require('node:os')
const write = (path) => { try { require('node:fs').writeFileSync(path, '') } catch ({ code }) { return code } }
const others = Object.values(networkInterfaces()).flat().filter(({ internal }) => !internal)
console.log(JSON.stringify({ uid: process.getuid(), env: Object.keys(process.env), others, wrote: ['/app/x', '/x'].map(write) }))
`

test('two builds give equal digests, and the package runs as another user without network', async ({
  skip,
}) => {
  const home = await mkdtemp(join(tmpdir(), 'subnet-sandbox-'))
  try {
    await using project = await createTestProject()
    const build = async (name: string) => {
      const made = await runInProcess([
        'package',
        join(project.folder, 'dist/subnet.js'),
        '--out',
        join(home, name),
      ])
      expect(made.code).toBe(0)
      return readFile(join(home, name, 'SHA256SUMS'), 'utf8')
    }
    const sums = await build('first')
    await utimes(join(project.folder, 'README.md'), 1, 1)
    expect(await build('second')).toBe(sums)
    expect(sums.trimEnd().split('\n')).toHaveLength(4)
    if (!hasSandbox) return skip('bubblewrap is not installed')
    await run('tar', ['-xzf', join(home, 'first/me-my-subnet-1.2.3-miner.tgz'), '-C', home])
    const app = join(home, 'me-my-subnet-1.2.3-miner')
    const { stdout } = await confined(app, 'run.mjs', '--netuid', '3')
    expect(JSON.parse(stdout)).toMatchObject({ args: ['miner', '/app/dist/subnet.js', '--netuid', '3'] })
    const seen = JSON.parse((await confined(app, '-e', look)).stdout)
    expect(seen).toMatchObject({ uid: 65_532, others: [], wrote: ['EROFS', 'EROFS'] })
    expect(seen.env.filter((name: string) => name !== 'PWD')).toEqual([])
  } finally {
    await rm(home, { recursive: true, force: true })
  }
})
