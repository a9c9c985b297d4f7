import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '@subnetkit/base'
import { identityOf, isRunning, type ProcessIdentity } from '@subnetkit/base/files'
import { z } from 'zod'
import type { ReleasesFolder } from '../releases/folder.js'
import type { ProcessEnd, ProcessPort, ValidatorProcess } from './ports.js'

/**
 * First code of a validator's process: it writes its pid, and ends if another supervisor has begun a run since. So a supervisor that was
 * killed between starting a process and noting it leaves none that the next one does not know.
 */
const preload = `
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
const { SUBNETKIT_SUPERVISED: text } = process.env
delete process.env.SUBNETKIT_SUPERVISED
if (text !== undefined) {
  const { token, pidFile, journal } = JSON.parse(text)
  writeFileSync(pidFile + '.' + process.pid, JSON.stringify({ token, pid: process.pid }))
  renameSync(pidFile + '.' + process.pid, pidFile)
  if (JSON.parse(readFileSync(journal, 'utf8')).run?.token !== token) process.exit(0)
}
`

const preloadUrl = `data:text/javascript,${encodeURIComponent(preload)}`

const pidSchema = z.object({ token: z.string(), pid: z.int().min(1) })

/** Time between two looks at a process that is not a child of this one, in ms. */
const lookMs = 250

/** Time that a process which may have been started has to write its pid, in ms. */
const writeMs = 2_000

interface LaunchOptions {
  readonly folder: ReleasesFolder
  /** Arguments of the program. */
  readonly args: readonly string[]
  /** Variables beside those of this process. */
  readonly env: Readonly<Record<string, string>>
  readonly clock: Clock
}

/** Runs `run.mjs` of releases. */
export function createLauncher({ folder, args, env, clock }: LaunchOptions): ProcessPort {
  return {
    start({ folder: name, token }) {
      const at = folder.release(name)
      const supervised = JSON.stringify({ token, pidFile: folder.pidFile, journal: folder.journal })
      const child = spawn(process.execPath, ['--import', preloadUrl, join(at, 'run.mjs'), ...args], {
        env: { ...process.env, ...env, SUBNETKIT_SUPERVISED: supervised },
        stdio: ['ignore', 'inherit', 'inherit'],
      })
      return ofChild(child, name)
    },
    async find({ folder: name, token, identity }) {
      const until = clock.now() + writeMs
      for (;;) {
        const found = identity ?? (await writtenBy(token))
        if (found !== null) return isRunning(found) === false ? null : ofStranger(found, name, clock)
        if (clock.now() >= until) return null
        await clock.sleep(lookMs)
      }
    },
  }

  async function writtenBy(token: string): Promise<ProcessIdentity | null> {
    try {
      const written = pidSchema.parse(JSON.parse(await readFile(folder.pidFile, 'utf8')))
      return written.token === token ? identityOf(written.pid) : null
    } catch {
      // Absent, or cut off by a loss of power.
      return null
    }
  }
}

function ofChild(child: ChildProcess, folder: string): ValidatorProcess {
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
    child.once('error', () => resolve({ code: 1, signal: null }))
  })
  return {
    ...{ folder, ended, identity: identityOf(child.pid ?? 0) },
    kill: (signal) => void child.kill(signal),
  }
}

/** A process that is no child of this one: its end is seen by looking. */
function ofStranger(identity: ProcessIdentity, folder: string, clock: Clock): ValidatorProcess {
  const ended = (async () => {
    // This wait keeps the supervisor alive: it may be all that it waits for.
    while (isRunning(identity) !== false) await clock.sleep(lookMs)
    return { code: null, signal: null }
  })()
  return {
    ...{ identity, folder, ended },
    kill(signal) {
      if (isRunning(identity) === false) return
      try {
        process.kill(identity.pid, signal)
      } catch {
        // It has ended since.
      }
    },
  }
}
