import type { LoadedDefinition, ModuleToLoad, RoleName } from './role/messages.js'
import { type RoleListener, type RoleProcess, startRole } from './start-role.js'

/** The processes of one state of the user's code. */
export interface Team {
  readonly miners: RoleProcess
  readonly validators: RoleProcess
  /** The subnet, once both have loaded it. Rejects with the first error. */
  readonly loaded: Promise<LoadedDefinition>
  /** Files of the project that were imported so far. */
  files(): ReadonlySet<string>
  stop(): Promise<void>
}

/** Starts the processes; the listener hears from which one something comes. */
export function startTeam(module: ModuleToLoad, listenerOf: (role: RoleName) => RoleListener): Team {
  const [miners, validators] = (['miners', 'validators'] as const).map((role) =>
    startRole(role, module, listenerOf(role)),
  ) as [RoleProcess, RoleProcess]
  const loaded = Promise.all([miners.loaded, validators.loaded]).then(([definition]) => definition)
  loaded.catch(() => {}) // who waits for it has the error
  return {
    miners,
    validators,
    loaded,
    files: () => new Set([...miners.files, ...validators.files]),
    async stop() {
      // First those that would find the others gone.
      await validators.stop()
      await miners.stop()
    },
  }
}
