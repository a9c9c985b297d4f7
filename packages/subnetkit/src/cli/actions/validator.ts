import { z } from 'zod'
import type { RunValidatorOptions } from '../../validator/options.js'
import { runValidator } from '../../validator/run-validator.js'
import type { Config } from '../config/file-schema.js'
import { cliError } from '../errors.js'
import { loadSubnet } from '../module/load-subnet.js'
import { defineAction } from '../program/define-action.js'
import { hotkeyOf } from '../run/hotkey-options.js'
import { logDestination } from '../run/log-destination.js'
import { moduleOf } from '../run/module-argument.js'
import { namingSettings } from '../run/named-settings.js'
import { runUntilStopped } from '../run/run-until-stopped.js'

export const action = defineAction(z.strictObject({}), async (context, _, [argument]) => {
  const { config } = context.configured
  const module = moduleOf(context, argument)
  const netuid = netuidOf(config)
  const subnet = await loadSubnet(module, config.subnet?.export)
  const starting = hotkeyOf(context).then((hotkey) =>
    runValidator(subnet, {
      ...hotkey,
      ...validatorOptions(config),
      netuid,
      network: context.settings.network,
      log: logDestination(context),
      signals: false,
    }),
  )
  const named = namingSettings(context.configured, ['subnet', 'database', 'redis', 'validator'], starting)
  await runUntilStopped(context, named, ({ hotkey, roundBlocks }) => {
    if (context.settings.json) context.io.stdout.write(`${JSON.stringify({ hotkey, netuid, roundBlocks })}\n`)
  })
  return null
})

function netuidOf({ subnet }: Config): number {
  if (subnet?.netuid !== undefined) return subnet.netuid
  throw cliError('USAGE', {
    detail: 'no netuid is given',
    fix: 'Pass --netuid, or set subnet.netuid in the configuration file.',
  })
}

/** The options of `runValidator` that the configuration holds. */
function validatorOptions({ validator = {}, database, redis }: Config): Omit<RunValidatorOptions, 'netuid'> {
  const { receipts, ...rest } = validator
  const { enabled = true, ...limits } = receipts ?? {}
  return {
    ...rest,
    receipts: enabled ? limits : null,
    directory: database?.directory,
    redisUrl: redis?.url,
  }
}
