import { z } from 'zod'
import { runGateway } from '../../../gateway/run-gateway.js'
import { loadSubnet } from '../../module/load-subnet.js'
import { defineAction } from '../../program/define-action.js'
import { gatewayOptions } from '../../run/gateway-options.js'
import { logDestination } from '../../run/log-destination.js'
import { moduleOf } from '../../run/module-argument.js'
import { namingSettings } from '../../run/named-settings.js'
import { openChain } from '../../run/open-chain.js'
import { openHotkey } from '../../run/open-hotkey.js'
import { runUntilStopped } from '../../run/run-until-stopped.js'
import { netuidOf } from '../../run/validator-options.js'
import { callLines } from './call-lines.js'

export const action = defineAction(z.strictObject({}), async (context, _, [argument]) => {
  const { config } = context.configured
  const module = await moduleOf(context, argument)
  const netuid = netuidOf(config)
  const subnet = await loadSubnet(module, config.subnet?.export)
  const { options } = await openHotkey(context, 'gateway')
  const starting = runGateway(subnet, {
    ...options,
    ...(await gatewayOptions(config)),
    netuid,
    chain: await openChain(context),
    log: logDestination(context),
    signals: context.signal,
  })
  const named = namingSettings(context.configured, ['subnet', 'database', 'redis', 'gateway'], starting)
  await runUntilStopped(context, named, ({ hotkey, url, model }) => {
    const text = context.settings.json
      ? JSON.stringify({ hotkey, netuid, url, model })
      : callLines({ url, model, views: subnet.views ?? {}, synapses: Object.keys(subnet.protocol) })
    context.io.stdout.write(`${text}\n`)
  })
  return null
})
