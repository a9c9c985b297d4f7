import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './process.js'

const INSTALL_DEADLINE_MS = 600_000

/** Interpreters that the SDKs run on, the preferred first. */
const INTERPRETERS = ['python3.11', 'python3.12', 'python3.10', 'python3']

/** A virtual environment with packages in it. */
export interface PythonEnvironment {
  /** Path of one of its programs. */
  program(name: string): string
}

/** No interpreter, or no packages to be had: a reason to skip, not to fail. */
export class PythonUnavailable extends Error {}

/** Makes the environment in `folder`, or takes the one that an earlier run left there. */
export async function pythonEnvironment(
  folder: string,
  ...requirements: readonly string[]
): Promise<PythonEnvironment> {
  const program = (name: string) => join(folder, 'bin', name)
  if (!existsSync(program('pip'))) {
    await mkdir(folder, { recursive: true })
    await attempt(await findInterpreter(), ['-m', 'venv', folder])
  }
  await attempt(program('pip'), ['install', '--quiet', '--disable-pip-version-check', ...requirements])
  return { program }
}

async function findInterpreter(): Promise<string> {
  for (const name of INTERPRETERS) {
    const found = await run(name, ['--version'], { deadlineMs: 10_000 }).catch(() => undefined)
    if (found?.code === 0) return name
  }
  throw new PythonUnavailable(`none of ${INTERPRETERS.join(', ')} runs`)
}

async function attempt(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(command, args, { deadlineMs: INSTALL_DEADLINE_MS })
  if (code !== 0) throw new PythonUnavailable(lastLine(output))
}

export const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? ''
