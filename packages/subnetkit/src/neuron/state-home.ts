import { homedir } from 'node:os'
import { join } from 'node:path'

/** Folder for the state of programs of this user, by the XDG convention. */
export function stateHome(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return join(env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state'), 'subnetkit')
}
