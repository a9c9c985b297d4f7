import { runProgram, withoutRepository } from '@subnetkit/base/process'
import { cliError } from '../../errors.js'
import type { Surroundings } from './surroundings.js'

/** Longest that git may take, hooks of a commit included, in ms. */
const longestMs = 5 * 60_000

/** The git repository of a project. */
export interface Repository {
  /** Folder of git's own files, absolute. */
  readonly directory: string
  /** Paths with changes that are not committed, new files included, from the top of the repository. */
  changes(): Promise<readonly string[]>
  /** Files of the project that git knows, from its folder. */
  files(): Promise<readonly string[]>
  /** Commits everything that has changed in these paths, from the top; returns its short hash. */
  commit(message: string, paths: readonly string[]): Promise<string>
  /** Throws UPGRADE_GIT unless git knows who commits. */
  requireIdentity(): Promise<void>
  /** Forgets what was prepared for a commit. */
  unstage(): Promise<void>
}

/** Opens the repository of a project. Throws UPGRADE_NO_REPOSITORY if git does not hold the project. */
export async function openRepository({ folder, env, signal }: Surroundings): Promise<Repository> {
  const place = { cwd: folder, env: withoutRepository(env) }
  async function run(args: readonly string[]): Promise<string> {
    const within = AbortSignal.any([signal, AbortSignal.timeout(longestMs)])
    const ended = await runProgram(['git', ...args], { ...place, signal: within })
    if (ended?.code === 0) return ended.stdout
    throw cliError('UPGRADE_GIT', {
      command: `git ${args[0]}`,
      detail: ended === null ? 'git is not installed' : lastLine(ended.output),
    })
  }
  const top = await run(['rev-parse', '--show-toplevel'])
    .then((text) => text.trim())
    .catch((error: unknown) => {
      if (signal.aborted) throw error
      throw cliError('UPGRADE_NO_REPOSITORY', { folder, detail: 'it is in no git repository' })
    })
  // A path may have the characters of a pattern.
  const atTop = ['--literal-pathspecs', '-C', top]
  await run(['ls-files', '--error-unmatch', 'package.json']).catch((error: unknown) => {
    if (signal.aborted) throw error
    throw cliError('UPGRADE_NO_REPOSITORY', { folder, detail: 'git does not know its package.json' })
  })
  return {
    directory: (await run(['rev-parse', '--absolute-git-dir'])).trim(),
    changes: async () => pathsOf(await run([...atTop, 'status', '--porcelain', '-z'])),
    files: async () => (await run(['ls-files', '-z'])).split('\0').filter((path) => path !== ''),
    commit: async (message, paths) => {
      await run([...atTop, 'add', '--all', '--', ...paths])
      await run([...atTop, 'commit', '--quiet', '--message', message])
      return (await run(['rev-parse', '--short', 'HEAD'])).trim()
    },
    requireIdentity: async () => void (await run(['var', 'GIT_COMMITTER_IDENT'])),
    unstage: async () => void (await run([...atTop, 'reset', '--quiet'])),
  }
}

/** Throws UPGRADE_DIRTY, with the files, unless everything is committed. */
export async function requireClean(repository: Repository): Promise<void> {
  const changes = await repository.changes()
  if (changes.length === 0) return
  const shown = changes.slice(0, mostShown).join(', ')
  const files = changes.length > mostShown ? `${shown} and ${changes.length - mostShown} more` : shown
  throw cliError('UPGRADE_DIRTY', { count: changes.length, files })
}

const mostShown = 10

/** Paths of `git status --porcelain -z`; the former name of a renamed file is an entry of its own. */
function pathsOf(text: string): readonly string[] {
  const entries = text.split('\0').filter((entry) => entry !== '')
  const paths: string[] = []
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at] as string
    paths.push(entry.slice(3))
    if (/^[RC]|^.[RC]/.test(entry)) paths.push(entries[++at] as string)
  }
  return paths
}

function lastLine(output: string): string {
  const lines = output.trim().split('\n')
  return lines.find((line) => /^(fatal|error):/.test(line)) ?? lines.at(-1) ?? ''
}
