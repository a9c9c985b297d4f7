import { mechanismsOf } from '@subnetkit/core'
import type { Database } from '@subnetkit/core/validator'
import type { Resources } from '../../../../neuron/resources.js'
import { loadHandlers } from '../../../module/load-handlers.js'
import { type LoadedSubnet, loadSubnetModule } from '../../../module/load-subnet.js'
import type { FromRole, LoadedDefinition, RunMessage, ToRole } from './messages.js'

/** The user's modules, loaded for one role. */
export interface Role {
  readonly definition: LoadedDefinition
  /** Loads what running needs, while the chain is made ready. */
  warmUp(resources: Resources): Promise<void>
  run(message: RunMessage, context: RunContext): Promise<void>
}

/** Parts that a role runs with. */
export interface RunContext {
  readonly resources: Resources
  /** Resolves when validators may begin. */
  readonly begun: Promise<void>
}

type Load = Extract<ToRole, { kind: 'load' }>

/** Loads the subnet, for miners with its handlers. Throws as {@link loadSubnetModule} and {@link loadHandlers}. */
export async function loadRole(
  { role, module, export: wanted, handlers: named, directory }: Load,
  send: (message: FromRole) => void,
): Promise<Role> {
  const { subnet, exported } = await loadSubnetModule(module, wanted)
  const definition = describe(subnet)
  if (role === 'miners') {
    const { handlers } = await loadHandlers(subnet, { module, exported, named })
    const running = import('./run-miners.js')
    return {
      definition,
      warmUp: async () => (await running).warmUp(),
      async run(message, { resources }) {
        if (message.kind !== 'run-miners') throw new Error('miners do not validate')
        await (await running).runMiners({ subnet, handlers, message, resources, send })
      },
    }
  }
  const running = import('./run-validators.js')
  let opening: Promise<Database> | null = null
  return {
    definition,
    async warmUp(resources) {
      const { openOwnDatabase, warmUp } = await running
      if (directory !== null) opening = openOwnDatabase(directory, resources)
      await Promise.all([opening, warmUp()])
    },
    async run(message, context) {
      if (message.kind !== 'run-validators') throw new Error('validators do not mine')
      const { openOwnDatabase, runValidators } = await running
      opening ??= openOwnDatabase(message.directory, context.resources)
      await runValidators({ subnet, message, opening, send, ...context })
    },
  }
}

function describe(subnet: LoadedSubnet): LoadedDefinition {
  const { name, version, hyperparameters, protocol, incentive } = subnet
  const { onScoreboardChange: rule = 'continue' } = incentive
  return {
    name,
    version: String(version),
    hyperparameters,
    mechanisms: mechanismsOf(subnet).length,
    deadlineMs: Math.max(...Object.values(protocol).map(({ deadlineMs }) => deadlineMs)),
    scoreboard: incentive.scoreboard.name,
    onScoreboardChange: typeof rule === 'function' ? 'function' : rule,
  }
}
