import type { Codec } from '@polkadot/types/types'
import { hexToU8a, u8aConcat, u8aToHex } from '@polkadot/util'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { Signer } from '../extrinsic/types.js'
import { rateProblems, registrationProblems } from '../plan/checks.js'
import { makePlan } from '../plan/make-plan.js'
import { type Plan, type PlanProblem, problem } from '../plan/plan.js'
import { runPlan } from '../plan/run-plan.js'
import { toBigInt, toNumber } from '../read/runtime.js'
import { type ChainView, subtensor } from '../read/view.js'
import { type AxonParameters, axonCall, type ServedAxon, toServedAxon } from './axon.js'
import { axonObjection, isLoopback } from './axon-rules.js'

/** Longest certificate, bytes: its algorithm and 64 of key. */
const longestCertificate = 65

/** An axon of which nothing is left: how SDKs take one back. */
const resetAddress: AxonParameters = { host: '0.0.0.0', port: 1, version: 0, protocol: 4 }

/** Plans to publish where a hotkey serves; the result is the axon that the chain holds. */
export function planAxon(
  client: ChainClient,
  parameters: AxonParameters & { readonly netuid: number; readonly hotkey: string },
): Promise<Plan<ServedAxon>> {
  const { netuid, hotkey, host, port } = parameters
  const axon = toServedAxon(parameters)
  const name = axon.ipType === 4 ? `${host}:${port}` : `[${host}]:${port}`
  return makePlan(client, (view) => ({
    title: `axon ${name} of hotkey ${hotkey} on subnet ${netuid}`,
    signer: { key: 'hotkey', address: hotkey },
    held: async (at) => {
      const held = await readAxon(at, { netuid, hotkey, certificate: axon.certificate !== null })
      return held !== null && sameAxon(held, axon) ? held : null
    },
    look: async () => {
      const invalid = axonProblems(client, name, axon)
      const [registered, rate] = await Promise.all([
        registrationProblems(view, netuid, hotkey),
        servingRateProblems(view, netuid, hotkey),
      ])
      const why = axon.ip === 0n ? 'takes the axon back' : `publishes ${name}`
      return {
        steps: invalid.length > 0 ? [] : [{ call: axonCall(netuid, axon), why, cost: 0n }],
        problems: [...registered, ...invalid, ...rate],
        notes: axonNotes(axon),
      }
    },
  }))
}

/**
 * Publishes where a hotkey serves. Returns false, and sends nothing, when the chain already says so. Throws
 * AXON_INVALID (loopback, broadcast, a certificate that is too long), NOT_REGISTERED, RATE_LIMITED, and what
 * {@link runPlan} throws.
 */
export async function serveAxon(
  client: ChainClient,
  hotkey: Signer,
  parameters: AxonParameters & { readonly netuid: number },
): Promise<boolean> {
  const plan = await planAxon(client, { ...parameters, hotkey: hotkey.address })
  return (await runPlan(client, hotkey, plan)).changed
}

/** Takes the axon of a hotkey back: it reads as not serving. False, and nothing is sent, when it is so already. */
export async function resetAxon(
  client: ChainClient,
  hotkey: Signer,
  { netuid }: { readonly netuid: number },
): Promise<boolean> {
  return serveAxon(client, hotkey, { ...resetAddress, netuid })
}

async function readAxon(
  view: ChainView,
  subject: { readonly netuid: number; readonly hotkey: string; readonly certificate: boolean },
): Promise<ServedAxon | null> {
  const { netuid, hotkey } = subject
  const stored = await subtensor.maybe(view, 'Axons', netuid, hotkey)
  if (stored === null) return null
  const axon = stored as unknown as Record<Exclude<keyof ServedAxon, 'certificate'>, Codec>
  return {
    ip: toBigInt(axon.ip),
    ipType: toNumber(axon.ipType),
    port: toNumber(axon.port),
    version: toNumber(axon.version),
    protocol: toNumber(axon.protocol),
    placeholder1: toNumber(axon.placeholder1),
    placeholder2: toNumber(axon.placeholder2),
    certificate: subject.certificate ? await readCertificate(view, netuid, hotkey) : null,
  }
}

async function readCertificate(view: ChainView, netuid: number, hotkey: string): Promise<string | null> {
  const stored = await subtensor.maybe(view, 'NeuronCertificates', netuid, hotkey)
  if (stored === null) return null
  const { algorithm, publicKey } = stored as unknown as Record<'algorithm' | 'publicKey', Codec>
  return u8aToHex(u8aConcat([toNumber(algorithm)], hexToU8a(publicKey.toHex())))
}

function sameAxon(left: ServedAxon, right: ServedAxon): boolean {
  return (Object.keys(left) as (keyof ServedAxon)[]).every((field) => left[field] === right[field])
}

/** A devnet can be told to take loopback addresses; whether this one was, only it can say. */
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

async function servingRateProblems(view: ChainView, netuid: number, hotkey: string): Promise<PlanProblem[]> {
  const [stored, limit] = await Promise.all([
    subtensor.maybe(view, 'Axons', netuid, hotkey),
    subtensor.number(view, 'ServingRateLimit', netuid),
  ])
  const last = stored === null ? 0 : toNumber((stored as unknown as { block: Codec }).block)
  return rateProblems(view, { what: `the axon of hotkey ${hotkey}`, last, limit })
}
