import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { cliError } from '../../errors.js'
import type { CliIo } from '../../io.js'
import type { Surroundings } from './surroundings.js'

/** Set for the version that is handed over to: it must not hand over again. */
const variable = 'SUBNETKIT_UPGRADE_BY'

/** The grammar that codemods read sources with: an optional peer, which npm exec would leave out. */
const grammar = '@lezer/javascript@^1.5.6'

/**
 * Runs `subnet upgrade` of another version, through npm, and returns its exit code. Only that version knows what has changed
 * up to it; this one need not even be able to read its package.json. Throws UPGRADE_REGISTRY if it does not run.
 */
export async function handOver(
  version: string,
  args: readonly string[],
  { folder, env, signal }: Surroundings,
  io: CliIo,
): Promise<number> {
  if (env[variable] !== undefined) {
    throw cliError('UPGRADE_REGISTRY', {
      detail: `npm ran another version than subnetkit ${env[variable]}`,
      fix: `Run npx subnetkit@${version} upgrade --to ${version}.`,
    })
  }
  const packages = [`--package=subnetkit@${version}`, `--package=${grammar}`]
  const line = ['exec', '--yes', ...packages, '--', 'subnet', 'upgrade', '--to', version, ...args]
  const isTerminal = io.prompter !== null
  const child = spawn('npm', line, {
    cwd: folder,
    env: { ...env, [variable]: version },
    stdio: isTerminal ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    // npm is a script on Windows, which only a shell starts.
    shell: process.platform === 'win32',
  })
  child.stdout?.setEncoding('utf8').on('data', (text: string) => void io.stdout.write(text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => void io.stderr.write(text))
  // It restores the project, then it ends: nothing here may end before it.
  const interrupt = () => void child.kill('SIGINT')
  signal.addEventListener('abort', interrupt)
  try {
    const [code, signalled] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
    return code ?? 128 + (signalled === null ? 0 : constants.signals[signalled])
  } catch {
    throw cliError('UPGRADE_REGISTRY', {
      detail: 'npm is not installed',
      fix: 'Install npm, which comes with Node.js.',
    })
  } finally {
    signal.removeEventListener('abort', interrupt)
  }
}
