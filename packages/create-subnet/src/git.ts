import { runProgram, withoutRepository } from '@subnetkit/base/process'

/** Result of making a repository; `detail` is a sentence for the user where something is left to do. */
export interface GitOutcome {
  readonly state: 'committed' | 'initialized' | 'skipped'
  readonly detail?: string
}

type Place = Parameters<typeof runProgram>[1]

/** Makes a repository with one commit. Never fails: a project without git is whole. */
export async function makeRepository(name: string, place: Place): Promise<GitOutcome> {
  const env = withoutRepository(place.env)
  const git = (...args: string[]) => runProgram(['git', ...args], { ...place, env })
  const inside = await git('rev-parse', '--is-inside-work-tree')
  if (inside === null)
    return { state: 'skipped', detail: 'git is not installed: the project has no repository.' }
  if (inside.code === 0) {
    return { state: 'skipped', detail: 'The folder is inside a git repository already: no other was made.' }
  }
  const made = await git('init', '--quiet', '--initial-branch=main')
  if (made?.code !== 0) return { state: 'skipped', detail: `git init failed: ${lastLine(made?.output)}` }
  const added = await git('add', '--all')
  const committed = added?.code === 0 ? await git('commit', '--quiet', '--message', `Create ${name}`) : added
  if (committed?.code === 0) return { state: 'committed' }
  const detail = /user\.email|identity/i.test(committed?.output ?? '')
    ? 'Nothing is committed: git does not know your name and e-mail address (git config --global user.name and user.email).'
    : `Nothing is committed: ${lastLine(committed?.output)}`
  return { state: 'initialized', detail }
}

function lastLine(output = ''): string {
  return output.trim().split('\n').at(-1) ?? ''
}
