import { reasonOf } from '@subnetkit/base'
import { runProgram } from '@subnetkit/base/process'
import { z } from 'zod'
import { cliError } from '../../errors.js'
import type { Surroundings } from './surroundings.js'

/** Versions of subnetkit on the registry of the user, and its tags such as `latest`. */
export interface Published {
  readonly versions: readonly string[]
  readonly tags: Readonly<Record<string, string>>
}

/** Longest wait for the registry, in ms. */
const longestMs = 60_000

const answer = z.object({
  versions: z.union([z.string().transform((one) => [one]), z.array(z.string())]),
  'dist-tags': z.record(z.string(), z.string()),
})

/**
 * Asks the registry that npm is set to in the folder of the project: .npmrc counts, as for the other package managers.
 * Throws UPGRADE_REGISTRY.
 */
export async function readPublished({ folder, env, signal }: Surroundings): Promise<Published> {
  const deadline = AbortSignal.timeout(longestMs)
  const line = ['npm', 'view', 'subnetkit', 'versions', 'dist-tags', '--json', '--fetch-retries=1'] as const
  const place = { cwd: folder, env: { ...env }, signal: AbortSignal.any([signal, deadline]) }
  const ended = await runProgram(line, place).catch((error: unknown) => {
    if (signal.aborted || !deadline.aborted) throw error
    throw unreadable('it did not answer within 60 s', check)
  })
  if (ended === null) throw unreadable('npm is not installed', 'Install npm, which comes with Node.js.')
  if (ended.code !== 0) throw refusalOf(ended.output)
  try {
    const { versions, 'dist-tags': tags } = answer.parse(JSON.parse(ended.stdout))
    return { versions, tags }
  } catch (error) {
    throw unreadable(`npm view subnetkit gave an unknown answer: ${reasonOf(error).split('\n')[0]}`, check)
  }
}

const check = 'Check your network and the registry (npm config get registry), or name a version with --to.'

const unreadable = (detail: string, fix: string) => cliError('UPGRADE_REGISTRY', { detail, fix })

function refusalOf(output: string) {
  if (/E404/.test(output)) return unreadable('it does not have the package subnetkit', check)
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/.test(output))
    return unreadable('it cannot be reached', check)
  if (/E401|E403|ENEEDAUTH/.test(output))
    return unreadable('it refuses this user', 'Log in with npm login, or check the token in .npmrc.')
  const line = output.split('\n').find((one) => /npm (error|ERR!)/.test(one)) ?? 'npm view failed'
  return unreadable(line.replace(/^npm (error|ERR!) */, ''), check)
}
