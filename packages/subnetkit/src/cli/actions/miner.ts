import { z } from 'zod'
import type { RunMinerOptions } from '../../miner/options.js'
import { runMiner } from '../../miner/run-miner.js'
import type { Config } from '../config/file-schema.js'
import type { Context } from '../context/context.js'
import { cliError } from '../errors.js'
import { loadHandlers } from '../module/load-handlers.js'
import { loadSubnetModule } from '../module/load-subnet.js'
import { defineAction } from '../program/define-action.js'
import { hotkeyOf } from '../run/hotkey-options.js'
import { logDestination } from '../run/log-destination.js'
import { moduleOf } from '../run/module-argument.js'
import { namingSettings } from '../run/named-settings.js'
import { runUntilStopped } from '../run/run-until-stopped.js'

export const action = defineAction(z.strictObject({}), async (context, _, [argument]) => {
  const { config } = context.configured
  const module = moduleOf(context, argument)
  const place = placeOf(context)
  const { subnet, exported } = await loadSubnetModule(module, config.subnet?.export)
  const { handlers } = await loadHandlers(subnet, { module, exported, named: config.subnet?.handlers })
  const starting = hotkeyOf(context).then((hotkey) =>
    runMiner(subnet, handlers, {
      ...hotkey,
      ...place,
      ...minerOptions(config),
      log: logDestination(context),
      signals: false,
    }),
  )
  await runUntilStopped(
    context,
    namingSettings(context.configured, ['subnet', 'miner'], starting),
    (miner) => {
      const { hotkey, url, metrics } = miner
      if (context.settings.json) context.io.stdout.write(`${JSON.stringify({ hotkey, url, metrics })}\n`)
    },
  )
  return null
})

/** Fails closed: a forgotten netuid admits nobody. */
function placeOf({ configured: { config }, settings }: Context): Pick<RunMinerOptions, 'network' | 'netuid'> {
  const netuid = config.subnet?.netuid
  if (netuid !== undefined) return { network: settings.network, netuid }
  if (config.miner?.admit === 'everyone') return {}
  throw cliError('USAGE', {
    detail: 'no subnet of a chain is given, so the miner cannot know whom to admit',
    fix: 'Pass --netuid, or --admit everyone to serve every caller without a chain.',
  })
}

/** The options of `runMiner` that the configuration holds. */
function minerOptions({ miner = {} }: Config): RunMinerOptions {
  const { axon, admit, admission, sessions, receipts, allow, ban, rateLimit, tls, metrics, limits, ...rest } =
    miner
  const { publish = true, ...address } = axon ?? {}
  return {
    ...rest,
    axon: publish && address,
    admission: admit === 'everyone' ? null : { ...admission },
    sessions: switched(sessions),
    receipts: switched(receipts),
    allow,
    ban,
    // Parsed where they are used: the parts that have to be there are missing for a reason that it names.
    limits: limits as RunMinerOptions['limits'],
    rateLimit: rateLimit as RunMinerOptions['rateLimit'],
    tls: tls as RunMinerOptions['tls'],
    metrics: metrics as RunMinerOptions['metrics'],
  }
}

/** Null for what is switched off, undefined for what is as usual. */
function switched<T extends { readonly enabled?: boolean | undefined }>(
  given: T | undefined,
): Omit<T, 'enabled'> | null | undefined {
  if (given === undefined) return undefined
  const { enabled = true, ...options } = given
  if (!enabled) return null
  return Object.keys(options).length === 0 ? undefined : options
}
