import { hexToU8a } from '@polkadot/util'
import { checked, integer, optionsOf, parseOptions, text } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { Signer } from '../extrinsic/types.js'
import { rateProblems, registrationProblems } from '../plan/checks.js'
import { makePlan } from '../plan/make-plan.js'
import { parameter } from '../plan/parameters.js'
import { type Plan, type PlanProblem, problem } from '../plan/plan.js'
import { command } from '../plan/run-plan.js'
import { type AxonParameters, axonCall, readServedAxon, type ServedAxon, toServedAxon } from './axon.js'
import { axonObjection, isLoopback } from './axon-rules.js'
import { actionReads } from './reads.js'

/** Maximum length of a certificate, in bytes: its algorithm and a 64-byte key. */
const longestCertificate = 65

/** An empty axon, with which SDKs withdraw one. */
const resetAddress: AxonParameters = { host: '0.0.0.0', port: 1, version: 0, protocol: 4 }

const schema = optionsOf({
  netuid: parameter.netuid,
  hotkey: parameter.address,
  host: text('an IPv4 or IPv6 address'),
  // Unsupported ports are a problem of the plan.
  port: integer(Number.MIN_SAFE_INTEGER),
  version: integer(0, 4_294_967_295).optional(),
  protocol: integer(0, 255).optional(),
  certificate: checked<Uint8Array>((given) => given instanceof Uint8Array, 'bytes').optional(),
})

/** Plans to publish the address at which a hotkey serves; the result is the axon on chain. */
export async function planAxon(
  client: ChainClient,
  parameters: AxonParameters & { readonly netuid: number; readonly hotkey: string },
): Promise<Plan<ServedAxon>> {
  const { netuid, hotkey, ...given } = parseOptions(schema, parameters, 'axon')
  const { host, port } = given
  const axon = toServedAxon(given)
  const name = axon.ipType === 4 ? `${host}:${port}` : `[${host}]:${port}`
  const { plan } = await makePlan(client, {
    title: `axon ${name} of hotkey ${hotkey} on subnet ${netuid}`,
    signer: { key: 'hotkey', address: hotkey },
    async read(open) {
      const subject = { netuid, hotkey }
      const { values } = await open({ ...actionReads.axon(subject), ...actionReads.certificate(subject) })
      // A certificate that was published before stays, and is no part of an axon without one.
      const certificate = axon.certificate === null ? null : values.certificate
      return { ...values, held: readServedAxon(values.axon, certificate) }
    },
    result({ held }) {
      if (held === null) return null
      const { block: _, ...served } = held
      return sameAxon(served, axon) ? served : null
    },
    draft({ exists, uid, burn, limit, held }, { next }) {
      const invalid = axonProblems(client, name, axon)
      const what = `the axon of hotkey ${hotkey}`
      const description = axon.ip === 0n ? 'takes the axon back' : `publishes ${name}`
      return {
        steps: invalid.length > 0 ? [] : [{ call: axonCall(netuid, axon), description, cost: 0n }],
        problems: [
          ...registrationProblems({ exists, netuid, hotkey, uid, burn }),
          ...invalid,
          ...rateProblems({ what, last: held?.block ?? 0, limit, next }),
        ],
        notes: axonNotes(axon),
      }
    },
  })
  return plan
}

/**
 * Publishes the address at which a hotkey serves. Returns false, and sends nothing, if the chain already has it. Throws
 * AXON_INVALID (loopback, broadcast, a certificate that is too long), NOT_REGISTERED, RATE_LIMITED, and the errors of
 * {@link runPlan}.
 */
export const serveAxon = command('hotkey', planAxon, ({ changed }) => changed)

/** Withdraws the axon of a hotkey: it reads as not serving. Returns false, and sends nothing, if it already does. */
export async function resetAxon(
  client: ChainClient,
  hotkey: Signer,
  { netuid }: { readonly netuid: number },
): Promise<boolean> {
  return serveAxon(client, hotkey, { ...resetAddress, netuid })
}

function sameAxon(left: ServedAxon, right: ServedAxon): boolean {
  return (Object.keys(left) as (keyof ServedAxon)[]).every((field) => left[field] === right[field])
}

/** A devnet may be configured to accept loopback addresses, which only it knows. */
function axonProblems(client: ChainClient, name: string, axon: ServedAxon): PlanProblem[] {
  const fix = 'Publish an address at which other machines reach the neuron.'
  const mayTakeLoopback = isLocal(client.endpoint) && isLoopback(axon)
  const objection = axonObjection(mayTakeLoopback ? { ...axon, ip: 0n } : axon)
  const length = axon.certificate === null ? 2 : hexToU8a(axon.certificate).length
  return [
    ...(objection === null
      ? []
      : [problem(chainError('AXON_INVALID', { axon: name, detail: objection, fix }))]),
    ...(length >= 2 && length <= longestCertificate
      ? []
      : [
          problem(
            chainError('AXON_INVALID', {
              axon: name,
              detail: `its certificate has ${length} bytes; the chain keeps 2 to ${longestCertificate}`,
              fix: 'Use one byte for the algorithm and 1 to 64 bytes of public key.',
            }),
          ),
        ]),
  ]
}

const isLocal = (endpoint: string) =>
  endpoint === 'in process' || /^wss?:\/\/(127\.|localhost|\[::1\])/.test(endpoint)

function axonNotes({ ip, ipType }: ServedAxon): string[] {
  if (ip === 0n) return ['an axon at address zero reads as not serving']
  const isPrivate =
    ipType === 4
      ? ip >> 24n === 10n || ip >> 20n === 0xac1n || ip >> 16n === 0xc0a8n || ip >> 24n === 127n
      : ip >> 121n === 0x7en || ip >> 118n === 0x3fan || ip === 1n
  return isPrivate ? ['the address is private: only machines of the same network reach it'] : []
}
