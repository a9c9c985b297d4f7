import { spawnSync } from 'node:child_process'

/** Number of files under these paths that git has not committed; 0 outside of a repository. */
export function uncommitted(folder: string, paths: readonly string[]): number {
  const { status, stdout } = spawnSync('git', ['status', '--porcelain', '--', ...paths], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 10_000,
  })
  return status === 0 ? stdout.split('\n').filter((line) => line !== '').length : 0
}
