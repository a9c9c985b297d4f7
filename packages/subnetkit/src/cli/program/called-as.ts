import type { CliIo } from '../io.js'

/** Set by the program of a packaged role, whose module is fixed: the command line that starts it. */
export const packagedAs = ({ env }: Pick<CliIo, 'env'>): string | undefined => env.SUBNETKIT_PACKAGED_AS

/** Runners of a project's commands, by the start of the variable that their package managers set. */
const runners = [
  ['pnpm/', 'pnpm exec subnet'],
  ['yarn/', 'yarn subnet'],
  ['bun/', 'bunx subnet'],
] as const

/** The command as the user can type it: one among a project's dependencies is not on the PATH. */
export function calledAs({ env, script }: Pick<CliIo, 'env' | 'script'>): string {
  const agent = env.npm_config_user_agent ?? ''
  if (agent === '' && !/[\\/]node_modules[\\/]\.bin[\\/]/.test(script ?? '')) return 'subnet'
  return runners.find(([start]) => agent.startsWith(start))?.[1] ?? 'npx subnet'
}

/** Writes the commands in a text as the user can type them. */
export const asTyped = (text: string, io: Pick<CliIo, 'env' | 'script'>): string =>
  text.replace(/(`|\bRun )subnet (?=[a-z]|--)/g, `$1${calledAs(io)} `)
