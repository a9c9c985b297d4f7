import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { root } from '../boundaries/workspace.js'

// The npm package `node` carries the binaries, so that no other download is needed.
const [version = '24'] = process.argv.slice(2)
if (!/^\d+(\.\d+\.\d+)?$/.test(version)) {
  process.stderr.write(`Name a version of Node, such as 24 or 24.21.0: "${version}" is none.\n`)
  process.exit(2)
}
const home = join(root, 'node_modules/.cache/node', version)
const binary = join(home, 'node_modules/node/bin/node')
if (!existsSync(binary)) {
  mkdirSync(home, { recursive: true })
  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true }))
  must('npm', ['install', '--no-audit', '--no-fund', `node@${version}`], home)
}
must(binary, ['--version'], root)
const PATH = [dirname(binary), process.env.PATH].join(delimiter)
must('npm', ['run', '-s', 'test:smoke'], root, { PATH })

function must(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
) {
  const { status, error } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}
