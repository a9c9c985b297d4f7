import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type BundledPrograms, bundlePrograms } from '@subnetkit/base/testing'
import { onTestFinished } from 'vitest'

const script = fileURLToPath(new URL('./crash-child.ts', import.meta.url))

/** The program that dies, in one file. */
export const bundleCrashProgram = () => bundlePrograms([script])

export interface CrashLine {
  readonly kind?: string
  readonly name?: string
  readonly scores?: readonly unknown[]
  readonly receipts?: number
  readonly counted?: readonly number[]
  readonly waiting?: number
}

export interface CrashProcess {
  readonly programs: BundledPrograms
  readonly directory: string
  readonly paceMs?: number
  readonly lives: readonly string[]
  /** Kills it on the spot once this holds. @default never */
  readonly stop?: (lines: readonly CrashLine[]) => boolean
}

/** Runs `crash-child` until it ends, or is killed; what it said. */
export async function runCrashProcess({
  programs,
  directory,
  paceMs = 0,
  lives,
  stop = () => false,
}: CrashProcess) {
  const child = spawn(process.execPath, [programs.file(script), directory, String(paceMs), ...lives], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  // A test that gives up must not leave it to run on a directory that is removed.
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const lines: CrashLine[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    // The last one may be cut off by the kill.
    if (!line.endsWith('}')) continue
    lines.push(JSON.parse(line) as CrashLine)
    if (stop(lines)) {
      child.kill('SIGKILL')
      break
    }
  }
  const [code, signal] = await ended
  return { lines, code, signal }
}
