import { z } from 'zod'
import { runWorker } from '../../validator/run-worker.js'
import { loadSubnet } from '../module/load-subnet.js'
import { toJsonLine } from '../output/json.js'
import { defineAction } from '../program/define-action.js'
import { keepHeapSmall } from '../run/keep-heap-small.js'
import { logDestination } from '../run/log-destination.js'
import { moduleOf } from '../run/module-argument.js'
import { namingSettings } from '../run/named-settings.js'
import { openWorkerHotkey } from '../run/open-hotkey.js'
import { runUntilStopped } from '../run/run-until-stopped.js'
import { workerOptions } from '../run/validator-options.js'

export const action = defineAction(z.strictObject({}), async (context, _, [argument]) => {
  keepHeapSmall()
  const { config } = context.configured
  const module = await moduleOf(context, argument)
  const settings = workerOptions(config)
  const subnet = await loadSubnet(module, config.subnet?.export)

  async function start() {
    const options = await openWorkerHotkey(context, { asks: settings.queues?.includes('query') ?? true })
    return runWorker(subnet, {
      ...options,
      ...settings,
      log: logDestination(context),
      signals: context.signal,
    })
  }
  const starting = namingSettings(context.configured, ['subnet', 'database', 'redis', 'worker'], start())
  await runUntilStopped(context, starting, ({ hotkey, netuid }) => {
    if (context.settings.json)
      context.io.stdout.write(toJsonLine({ hotkey, netuid, queues: settings.queues }))
  })
  return null
})
