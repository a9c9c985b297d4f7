import type { BlockContext } from '../../runtime/context.js'
import type { CallArgs } from '../../schema/schema.js'
import { refuse } from './refusal.js'

type SubnetIdentity = Omit<CallArgs<'SubtensorModule.set_subnet_identity'>, 'netuid'>

/** Longest fields of a subnet's identity, bytes. */
const lengths: { readonly [K in keyof SubnetIdentity]: number } = {
  subnet_name: 256,
  github_repo: 1024,
  subnet_contact: 1024,
  subnet_url: 1024,
  discord: 256,
  description: 1024,
  logo_url: 1024,
  additional: 1024,
}

/** Stores the identity of a subnet, or refuses with InvalidIdentity when a field is too long. */
export function storeSubnetIdentity(ctx: BlockContext, netuid: number, identity: SubnetIdentity): void {
  const fields = Object.keys(lengths) as (keyof SubnetIdentity)[]
  refuse(
    fields.some((field) => identity[field].length > lengths[field]),
    'InvalidIdentity',
  )
  ctx.state.SubtensorModule.SubnetIdentitiesV3.set(netuid, identity)
  ctx.deposit('SubtensorModule', 'SubnetIdentitySet', [netuid])
}
