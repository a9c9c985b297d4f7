import { mechanismOf, type Subnet } from '@subnetkit/core'
import type { Context } from '../context/context.js'
import type { Exports } from '../module/import-module.js'
import { loadSubnetModule } from '../module/load-subnet.js'
import { moduleOf } from '../run/module-argument.js'
import { usualHotkey } from './draw-tasks.js'

/** A subnet as one of its mechanisms sees it, and the module that it comes from. */
export interface Definition {
  readonly module: string
  readonly mechanism: number
  readonly subnet: Subnet
  readonly exported: Exports
}

/**
 * Loads the subnet that the argument names, or that of the project, whose sources come before what was built of them. Throws
 * CONFIG_INVALID for a mechanism that it lacks, and the errors of loading a module.
 */
export async function loadDefinition(context: Context, argument: string | undefined): Promise<Definition> {
  const { subnet: settings } = context.configured.config
  const module = await moduleOf(context, argument, { preferSource: true })
  const { subnet, exported } = await loadSubnetModule(module, settings?.export)
  const mechanism = settings?.mechanism ?? 0
  return { module, mechanism, exported, subnet: mechanismOf(subnet, mechanism) as unknown as Subnet }
}

/** The hotkey of the option, if there is one: not that of the environment or of a file, so that tasks are the same anywhere. */
export async function taskHotkey({ globalOrigins, keys }: Context): Promise<string> {
  const isGiven = globalOrigins.get('wallet.hotkey')?.from === 'flag'
  return isGiven ? keys.hotkeyAddress() : usualHotkey
}
