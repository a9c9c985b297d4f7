import { z } from 'zod'
import type { RunMinerOptions } from '../../miner/options.js'
import { runMiner } from '../../miner/run-miner.js'
import { isMinerWorker } from '../../miner/workers/worker.js'
import type { Config } from '../config/file-schema.js'
import { cliError } from '../errors.js'
import { loadHandlers } from '../module/load-handlers.js'
import { loadSubnetModule } from '../module/load-subnet.js'
import { defineAction } from '../program/define-action.js'
import { keepHeapSmall } from '../run/keep-heap-small.js'
import { logDestination } from '../run/log-destination.js'
import { moduleOf } from '../run/module-argument.js'
import { namingSettings } from '../run/named-settings.js'
import { checkNeuron, openChain } from '../run/open-chain.js'
import { openHotkey } from '../run/open-hotkey.js'
import { runUntilStopped } from '../run/run-until-stopped.js'

export const action = defineAction(z.strictObject({}), async (context, _, [argument]) => {
  keepHeapSmall()
  const { config } = context.configured
  const module = await moduleOf(context, argument)
  const netuid = netuidOf(config)
  const { subnet, exported } = await loadSubnetModule(module, config.subnet?.export)
  const { handlers } = await loadHandlers(subnet, { module, exported, named: config.subnet?.handlers })

  async function start() {
    const { address, options } = await openHotkey(context, 'miner')
    const chain = netuid === undefined ? undefined : await openChain(context)
    if (chain !== undefined && netuid !== undefined)
      await checkNeuron(context, chain, { netuid, hotkey: address })
    return runMiner(subnet, handlers, {
      ...options,
      ...minerOptions(config),
      netuid,
      chain,
      log: logDestination(context),
      signals: context.signal,
    })
  }
  const starting = namingSettings(context.configured, ['subnet', 'miner'], start())
  await runUntilStopped(context, starting, ({ hotkey, url, metrics }) => {
    // With several workers, the first process says it for all.
    if (context.settings.json && !isMinerWorker())
      context.io.stdout.write(`${JSON.stringify({ hotkey, url, metrics })}\n`)
  })
  return null
})

/** Fails closed: a forgotten netuid admits nobody. Undefined for a miner without a chain. Throws USAGE. */
function netuidOf({ subnet, miner }: Config): number | undefined {
  if (subnet?.netuid !== undefined || miner?.admit === 'everyone') return subnet?.netuid
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
