import { configError } from '@subnetkit/base'
import type { MoreSubnet } from '../../gateway/options.js'
import { loadSubnet } from '../module/load-subnet.js'

/** Loads the further subnets of a gateway, each given as `module@netuid` or `module@netuid=name`. Throws CONFIG_INVALID, and as loadSubnet. */
export async function moreSubnets(models: readonly string[] = []): Promise<readonly MoreSubnet[]> {
  return Promise.all(
    models.map(async (text) => {
      const [, module, netuid, model] = /^(.+)@(\d{1,5})(?:=(.+))?$/.exec(text) ?? []
      if (module === undefined) {
        const fix = 'Write it as a module, @ and its netuid, such as ./image.ts@4.'
        throw configError('CONFIG_INVALID', {
          place: 'gateway.models',
          detail: `${JSON.stringify(text)} names no netuid`,
          fix,
        })
      }
      const subnet = (await loadSubnet(module, undefined)) as unknown as MoreSubnet['subnet']
      return { subnet, netuid: Number(netuid), model }
    }),
  )
}
