import { z } from 'zod'
import { runCoordinator } from '../../validator/run-coordinator.js'
import { loadSubnet } from '../module/load-subnet.js'
import { toJsonLine } from '../output/json.js'
import { defineAction } from '../program/define-action.js'
import { dashboardField } from '../run/dashboard-option.js'
import { keepHeapSmall } from '../run/keep-heap-small.js'
import { logDestination } from '../run/log-destination.js'
import { moduleOf } from '../run/module-argument.js'
import { namingSettings } from '../run/named-settings.js'
import { checkNeuron, openChain } from '../run/open-chain.js'
import { openHotkey } from '../run/open-hotkey.js'
import { moduleHash } from '../run/package-hash.js'
import { runUntilStopped } from '../run/run-until-stopped.js'
import { coordinatorOptions, dashboardOptions, netuidOf } from '../run/validator-options.js'

export const action = defineAction(
  z.strictObject({ dashboard: dashboardField }),
  async (context, given, [argument]) => {
    keepHeapSmall()
    const { config } = context.configured
    const module = await moduleOf(context, argument)
    const netuid = netuidOf(config)
    const settings = coordinatorOptions(config)
    const subnet = await loadSubnet(module, config.subnet?.export)

    async function start() {
      const { address, options } = await openHotkey(context, 'coordinator')
      const chain = await openChain(context)
      await checkNeuron(context, chain, { netuid, hotkey: address })
      return runCoordinator(subnet, {
        ...options,
        ...settings,
        dashboard: dashboardOptions(config.coordinator, given.dashboard, config.gateway),
        packageHash: await moduleHash(context, module, 'coordinator'),
        netuid,
        chain,
        log: logDestination(context),
        signals: context.signal,
      })
    }
    const starting = namingSettings(
      context.configured,
      ['subnet', 'database', 'redis', 'coordinator'],
      start(),
    )
    await runUntilStopped(context, starting, ({ hotkey, roundBlocks }) => {
      if (context.settings.json) context.io.stdout.write(toJsonLine({ hotkey, netuid, roundBlocks }))
    })
    return null
  },
)
