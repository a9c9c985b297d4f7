import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { runProgram } from '@subnetkit/base/process'
import { z } from 'zod'
import { readJsonFile } from '../../config/json-file.js'
import { cliError } from '../../errors.js'
import type { CliIo } from '../../io.js'
import type { Surroundings } from './surroundings.js'

/** Set for the version that is handed over to: it must not hand over again. */
const variable = 'SUBNETKIT_UPGRADE_BY'

/** The grammar that codemods read sources with: an optional peer, which npm exec would leave out. */
const grammar = '@lezer/javascript@^1.5.6'

/** Longest that fetching may take, in ms. */
const longestMs = 10 * 60_000

/**
 * Runs `subnet upgrade` of another version and returns its exit code. Only that version knows what has changed up to it. Throws
 * UPGRADE_REGISTRY if npm cannot fetch it.
 */
export async function handOver(
  version: string,
  args: readonly string[],
  place: Surroundings,
  io: CliIo,
): Promise<number> {
  if (place.env[variable] !== undefined)
    throw refused(`npm fetched another version than subnetkit ${place.env[variable]}`, version)
  place.progress(`fetching subnetkit ${version}`)
  const program = await fetchProgram(version, place)
  const isTerminal = io.prompter !== null
  // Started without npm and its shell, which would end before it on a signal.
  const child = spawn(process.execPath, [program, 'upgrade', '--to', version, ...args], {
    cwd: place.folder,
    env: { ...place.env, [variable]: version },
    stdio: isTerminal ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  })
  child.stdout?.setEncoding('utf8').on('data', (text: string) => void io.stdout.write(text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => void io.stderr.write(text))
  // It takes its changes back before it ends, and so does this process.
  const interrupt = () => void child.kill('SIGINT')
  place.signal.addEventListener('abort', interrupt)
  const [code, signalled] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  place.signal.removeEventListener('abort', interrupt)
  return code ?? 128 + (signalled === null ? 0 : constants.signals[signalled])
}

const installedSchema = z.looseObject({ version: z.string(), bin: z.looseObject({ subnet: z.string() }) })

/** The program of a version, in the cache of npm; it stays there while the project is changed. */
async function fetchProgram(version: string, { folder, env, signal }: Surroundings): Promise<string> {
  const packages = [`--package=subnetkit@${version}`, `--package=${grammar}`]
  const line = ['npm', 'exec', '--yes', ...packages, '--', 'node', '-p', 'process.env.PATH'] as const
  const within = AbortSignal.any([signal, AbortSignal.timeout(longestMs)])
  const ended = await runProgram(line, { cwd: folder, env, signal: within }).catch((error: unknown) => {
    if (signal.aborted) throw cliError('INTERRUPTED', {}, { cause: error })
    throw refused('npm had not fetched it after 10 min', version)
  })
  if (ended === null) throw refused('npm is not installed', version)
  if (ended.code !== 0) throw refused(`npm exec failed: ${lastOf(ended.output)}`, version)
  // npm puts the programs of the packages first.
  for (const bin of lastOf(ended.stdout).split(delimiter)) {
    const home = join(bin, '../subnetkit')
    if (!existsSync(join(home, 'package.json'))) continue
    const found = await readJsonFile(join(home, 'package.json'), installedSchema)
    if (found.version === version) return join(home, found.bin.subnet)
  }
  throw refused(`npm exec did not provide subnetkit ${version}`, version)
}

const lastOf = (text: string): string => text.trim().split('\n').at(-1) ?? ''

const refused = (detail: string, version: string) =>
  cliError('UPGRADE_REGISTRY', {
    detail,
    fix: `Check your network and the registry, or run npx subnetkit@${version} upgrade --to ${version}.`,
  })
