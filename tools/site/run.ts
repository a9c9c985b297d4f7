import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs a command with the terminal of this process. Throws if it fails. */
export async function run(
  command: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const [program = '', ...args] = command
  const shell = process.platform === 'win32' && program === 'npm'
  const child = spawn(program, args, { cwd, shell, stdio: 'inherit', env: { ...process.env, ...env } })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${command.slice(0, 3).join(' ')} … ended with code ${code}.`)
}
