import { homedir } from 'node:os'
import { join } from 'node:path'

/** Folder in which the commands keep forks: a part of the user's own folder for caches. */
export function forkCacheFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
): string {
  return join(cachesOf(env, platform), 'subnetkit', 'forks')
}

function cachesOf(env: Readonly<Record<string, string | undefined>>, platform: string): string {
  const home = homedir()
  if (env.XDG_CACHE_HOME) return env.XDG_CACHE_HOME
  if (platform === 'darwin') return join(home, 'Library', 'Caches')
  if (platform === 'win32') return env.LOCALAPPDATA ?? join(home, 'AppData', 'Local')
  return join(home, '.cache')
}
