import { homedir } from 'node:os'
import { join } from 'node:path'

/** Folder for the state of programs of this user, by the XDG convention. */
export function stateHome(): string {
  return join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'subnetkit')
}
