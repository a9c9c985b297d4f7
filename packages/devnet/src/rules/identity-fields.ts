import type { BlockContext } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import { refuse } from './refusal.js'

type ChainIdentity = CallArgs<'SubtensorModule.set_identity'>
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

/** Longest fields of a coldkey's identity, bytes. */
const chainLengths: { readonly [K in keyof ChainIdentity]: number } = {
  name: 256,
  url: 256,
  github_repo: 256,
  image: 1024,
  discord: 256,
  description: 1024,
  additional: 1024,
}

function requireLengths<K extends string>(
  identity: { readonly [F in K]: Uint8Array },
  longest: { readonly [F in K]: number },
): void {
  const fields = Object.keys(longest) as K[]
  refuse(
    fields.some((field) => identity[field].length > longest[field]),
    'InvalidIdentity',
  )
}

/** Stores the identity of a coldkey, or refuses with InvalidIdentity when a field is too long. */
export function storeChainIdentity(ctx: BlockContext, coldkey: string, identity: ChainIdentity): void {
  requireLengths(identity, chainLengths)
  ctx.state.SubtensorModule.IdentitiesV2.set(coldkey, identity)
  ctx.deposit('SubtensorModule', 'ChainIdentitySet', [coldkey])
}

/** Refuses with InvalidIdentity when a field of a subnet's identity is too long. */
export const requireSubnetIdentity = (identity: SubnetIdentity): void => requireLengths(identity, lengths)

/** Stores the identity of a subnet, or refuses with InvalidIdentity when a field is too long. */
export function storeSubnetIdentity(ctx: BlockContext, netuid: number, identity: SubnetIdentity): void {
  requireSubnetIdentity(identity)
  ctx.state.SubtensorModule.SubnetIdentitiesV3.set(netuid, identity)
  ctx.deposit('SubtensorModule', 'SubnetIdentitySet', [netuid])
}
