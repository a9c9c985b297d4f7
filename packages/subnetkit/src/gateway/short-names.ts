import type { GatewayModel } from '@subnetkit/gateway'

const prefix = 'subnet-'

/** Models that can also be asked for without the `subnet-` that names of subnets begin with, unless another one has that name. */
export function withShortNames(models: readonly GatewayModel[]): readonly GatewayModel[] {
  const names = models.flatMap(({ id, aliases }) => [id, ...aliases])
  return models.map((model) => {
    const short = model.id.startsWith(prefix) ? model.id.slice(prefix.length) : ''
    return short === '' || names.includes(short) ? model : { ...model, aliases: [...model.aliases, short] }
  })
}
