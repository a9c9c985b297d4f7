import type { Codec } from '@polkadot/types/types'
import { stringToHex } from '@polkadot/util'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { Signer } from '../extrinsic/types.js'
import { ownerProblems } from '../plan/checks.js'
import { makePlan } from '../plan/make-plan.js'
import { type Plan, type PlanProblem, problem } from '../plan/plan.js'
import { runPlan } from '../plan/run-plan.js'
import { type ChainView, subtensor } from '../read/view.js'

/** What a subnet is called on chain, and where people find it. */
export interface SubnetIdentity {
  readonly name: string
  readonly githubRepo?: string
  readonly contact?: string
  readonly url?: string
  readonly discord?: string
  readonly description?: string
  readonly logoUrl?: string
  readonly additional?: string
}

/** Our field, the chain's, and its longest length in bytes; in the chain's order. */
const fields = [
  ['name', 'subnet_name', 256],
  ['githubRepo', 'github_repo', 1024],
  ['contact', 'subnet_contact', 1024],
  ['url', 'subnet_url', 1024],
  ['discord', 'discord', 256],
  ['description', 'description', 1024],
  ['logoUrl', 'logo_url', 1024],
  ['additional', 'additional', 1024],
] as const satisfies readonly (readonly [keyof SubnetIdentity, string, number])[]

/** The identity as calls take it: text as bytes, in hex. */
export function subnetIdentityArgument(identity: SubnetIdentity): Readonly<Record<string, string>> {
  return Object.fromEntries(fields.map(([name, chainName]) => [chainName, stringToHex(identity[name] ?? '')]))
}

/** What a subnet is called on chain, or null. */
export async function readSubnetName(view: ChainView, netuid: number): Promise<string | null> {
  return (await readSubnetIdentity(view, netuid))?.name ?? null
}

/** Plans to publish the identity of a subnet; the result is what the chain holds. */
export function planSubnetIdentity(
  client: ChainClient,
  parameters: { readonly netuid: number; readonly coldkey: string; readonly identity: SubnetIdentity },
): Promise<Plan<SubnetIdentity>> {
  const { netuid, coldkey, identity } = parameters
  const argument = subnetIdentityArgument(identity)
  return makePlan(client, (view) => ({
    title: `identity of subnet ${netuid}`,
    signer: { key: 'coldkey', address: coldkey },
    held: async (at) => {
      const held = await readSubnetIdentity(at, netuid)
      const same =
        held && fields.every(([name, chainName]) => stringToHex(held[name] ?? '') === argument[chainName])
      return same ? identity : null
    },
    look: async () => {
      const args = [netuid, ...fields.map(([, chainName]) => argument[chainName])]
      const call = { pallet: 'SubtensorModule', call: 'set_subnet_identity', args }
      const problems = [...(await ownerProblems(view, netuid, coldkey)), ...identityProblems(identity)]
      return { steps: [{ call, why: `publishes the identity of subnet ${netuid}`, cost: 0n }], problems }
    },
  }))
}

/**
 * Publishes the identity of a subnet. Running it again changes nothing. Throws SUBNET_NOT_OWNED, IDENTITY_TOO_LONG,
 * and what {@link runPlan} throws.
 */
export async function setSubnetIdentity(
  client: ChainClient,
  coldkey: Signer,
  parameters: { readonly netuid: number; readonly identity: SubnetIdentity },
): Promise<SubnetIdentity> {
  const plan = await planSubnetIdentity(client, { ...parameters, coldkey: coldkey.address })
  return (await runPlan(client, coldkey, plan)).value
}

/** IDENTITY_TOO_LONG for each field with more bytes than the chain takes. */
export function identityProblems(identity: SubnetIdentity): PlanProblem[] {
  return fields.flatMap(([field, , longest]) => {
    const length = Buffer.byteLength(identity[field] ?? '')
    return length > longest ? [problem(chainError('IDENTITY_TOO_LONG', { field, length, longest }))] : []
  })
}

async function readSubnetIdentity(view: ChainView, netuid: number): Promise<SubnetIdentity | null> {
  if (!view.has('SubtensorModule', 'SubnetIdentitiesV3')) return null
  const stored = await subtensor.maybe(view, 'SubnetIdentitiesV3', netuid)
  if (stored === null) return null
  const text = stored as unknown as { get(field: string): Codec & { toUtf8(): string } }
  const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  const entries = fields.map(([name, chainName]) => [name, text.get(camel(chainName)).toUtf8()])
  return Object.fromEntries(entries) as unknown as SubnetIdentity
}
