import { stringToHex } from '@polkadot/util'
import { optionsOf, parseOptions } from '@subnetkit/base'
import { z } from 'zod'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { calls } from '../extrinsic/calls.js'
import { ownerProblems } from '../plan/checks.js'
import { makePlan } from '../plan/make-plan.js'
import { parameter } from '../plan/parameters.js'
import { type Plan, type PlanProblem, problem } from '../plan/plan.js'
import { command, theValue } from '../plan/run-plan.js'
import { bytes } from '../read/decode.js'
import { actionReads } from './reads.js'

/** Name and links of a subnet on chain. */
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

/** Our field, the chain's field, and its maximum length in bytes; in the chain's order. */
const identityFields = [
  ['name', 'subnet_name', 256],
  ['githubRepo', 'github_repo', 1024],
  ['contact', 'subnet_contact', 1024],
  ['url', 'subnet_url', 1024],
  ['discord', 'discord', 256],
  ['description', 'description', 1024],
  ['logoUrl', 'logo_url', 1024],
  ['additional', 'additional', 1024],
] as const satisfies readonly (readonly [keyof SubnetIdentity, string, number])[]

/** Checks the types of the fields; their lengths are a problem of the plan. */
export const identitySchema = z.custom<SubnetIdentity>(
  (given) =>
    typeof given === 'object' &&
    given !== null &&
    typeof (given as SubnetIdentity).name === 'string' &&
    identityFields.every(([name]) =>
      ['string', 'undefined'].includes(typeof (given as SubnetIdentity)[name]),
    ),
  { error: 'an identity: texts by field, with a name' },
)

const schema = optionsOf({
  netuid: parameter.netuid,
  coldkey: parameter.address,
  identity: identitySchema,
})

/** Converts the identity for calls: text as bytes, in hex. */
export function subnetIdentityArgument(identity: SubnetIdentity): Readonly<Record<string, string>> {
  return Object.fromEntries(
    identityFields.map(([name, chainName]) => [chainName, stringToHex(identity[name] ?? '')]),
  )
}

/** Reads an identity as the chain stores it; null for none. */
export function readSubnetIdentity(stored: unknown): SubnetIdentity | null {
  if (stored === null) return null
  const text = stored as Readonly<Record<string, unknown>>
  const entries = identityFields.map(([name, chainName]) => [name, utf8.decode(bytes(text[chainName]))])
  return Object.fromEntries(entries) as unknown as SubnetIdentity
}

const utf8 = new TextDecoder()

/** Parameters of {@link setSubnetIdentity}. */
export interface SubnetIdentityParameters {
  readonly netuid: number
  readonly identity: SubnetIdentity
}

/** Plans to publish the identity of a subnet; the result is the identity on chain. */
export async function planSubnetIdentity(
  client: ChainClient,
  parameters: SubnetIdentityParameters & { readonly coldkey: string },
): Promise<Plan<SubnetIdentity>> {
  const { netuid, coldkey, identity } = parseOptions(schema, parameters, 'identity')
  const argument = subnetIdentityArgument(identity)
  const { plan } = await makePlan(client, {
    title: `identity of subnet ${netuid}`,
    signer: { key: 'coldkey', address: coldkey },
    read: async (open) => (await open(actionReads.identity({ netuid }))).values,
    result(state) {
      const held = readSubnetIdentity(state.identity)
      const isSame = identityFields.every(
        ([name, chainName]) => stringToHex(held?.[name] ?? '') === argument[chainName],
      )
      return held !== null && isSame ? identity : null
    },
    draft: ({ exists, owner }) => ({
      steps: [
        {
          call: calls.setSubnetIdentity(
            netuid,
            ...identityFields.map(([, chainName]) => argument[chainName]),
          ),
          description: `publishes the identity of subnet ${netuid}`,
          cost: 0n,
        },
      ],
      problems: [...ownerProblems({ exists, netuid, owner, coldkey }), ...identityProblems(identity)],
    }),
  })
  return plan
}

/**
 * Publishes the identity of a subnet. Running it again changes nothing. Throws SUBNET_NOT_OWNED, IDENTITY_TOO_LONG,
 * and the errors of {@link runPlan}.
 */
export const setSubnetIdentity = command('coldkey', planSubnetIdentity, theValue)

/** IDENTITY_TOO_LONG for each field above the chain's limit. */
export function identityProblems(identity: SubnetIdentity): PlanProblem[] {
  return identityFields.flatMap(([field, , longest]) => {
    const length = Buffer.byteLength(identity[field] ?? '')
    return length > longest ? [problem(chainError('IDENTITY_TOO_LONG', { field, length, longest }))] : []
  })
}
