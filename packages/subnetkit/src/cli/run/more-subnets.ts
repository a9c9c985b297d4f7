import { configError } from '@subnetkit/base'
import type { MoreSubnet } from '../../gateway/options.js'
import { loadSubnet } from '../module/load-subnet.js'

/** A module, `@` and a netuid; then, as wished, `=` and a name, `:` and a price of an answer, `:` and one of 1,000 tokens. */
const form = /^(.+)@(\d{1,5})(?:=([^:]+))?(?::(\d{1,15})(?::(\d{1,15}))?)?$/

/** Loads the further subnets of a gateway, each given as `module@netuid=name:500:20`, of which all after the netuid may be left out. Throws CONFIG_INVALID, and as loadSubnet. */
export async function moreSubnets(models: readonly string[] = []): Promise<readonly MoreSubnet[]> {
  return Promise.all(
    models.map(async (text) => {
      const [, module, netuid, model, fixed, perThousandTokens] = form.exec(text) ?? []
      if (module === undefined) {
        const fix =
          'Write it as a module, @ and its netuid, such as ./image.ts@4, with a name and prices ./image.ts@4=image:500:20.'
        throw configError('CONFIG_INVALID', {
          place: 'gateway.models',
          detail: `${JSON.stringify(text)} is not of the form module@netuid`,
          fix,
        })
      }
      const subnet = (await loadSubnet(module, undefined)) as unknown as MoreSubnet['subnet']
      const price = {
        priceFixed: fixed === undefined ? undefined : Number(fixed),
        pricePerThousandTokens: perThousandTokens === undefined ? undefined : Number(perThousandTokens),
      }
      return { subnet, netuid: Number(netuid), model, ...price }
    }),
  )
}
