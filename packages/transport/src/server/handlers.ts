import { checked, configError, made, optionError } from '@subnetkit/base'
import type {
  Protocol,
  StreamSynapse,
  Synapse,
  SynapseInput,
  SynapseResponse,
  SynapseYield,
} from '@subnetkit/core'

/** Caller of a handler; its signature verified and it was admitted. */
export interface Caller {
  /** SS58 address. */
  readonly hotkey: string
}

/** Call as a handler receives it. */
export interface Call<Input> {
  /** The request, after its schema has run. */
  readonly input: Input
  readonly caller: Caller
  /** Aborts when the deadline passes, the caller disconnects or the miner shuts down. */
  readonly signal: AbortSignal
}

/** Result of a handler: the response, or for a synapse that streams its chunks, as an async generator yields them. */
export type Handled<S extends Synapse> = S extends StreamSynapse
  ? AsyncIterable<SynapseYield<S>>
  : SynapseResponse<S> | Promise<SynapseResponse<S>>

/**
 * One function for each synapse of a protocol; an async generator function for one that streams. The generator is ended
 * (`return`) when the caller leaves or a deadline passes, so that its `finally` runs.
 */
export type Handlers<P extends Protocol> = {
  readonly [Name in keyof P]: (call: Call<SynapseInput<P[Name]>>) => Handled<P[Name]>
}

/** Option that is a protocol. */
export const protocolField = () =>
  checked<Protocol>(isProtocol, 'a protocol of at least one synapse, as defineSubnet takes it')

/** Option that holds handlers; {@link checkHandlers} checks each. */
export const handlersField = () => made<object>('an object with a handler for each synapse')

/**
 * Checks that a subnet has a protocol and that each of its synapses has a handler. Throws CONFIG_INVALID with the name
 * of the synapse; `place` names the function that was called.
 */
export function checkHandlers(subnet: unknown, handlers: unknown, place: string): void {
  const protocol = isObject(subnet) ? subnet.protocol : undefined
  if (!isProtocol(protocol)) throw optionError(`${place} subnet`, subnet, 'a subnet made by defineSubnet')
  if (!isObject(handlers)) {
    throw optionError(`${place} handlers`, handlers, 'an object with a handler for each synapse')
  }
  for (const name of new Set([...Object.keys(protocol), ...Object.keys(handlers)])) {
    checkHandler(name, protocol, handlers, place)
  }
}

type Values = Readonly<Record<string, unknown>>

function checkHandler(name: string, protocol: Values, handlers: Values, place: string): void {
  const handler = handlers[name]
  const known = Object.keys(protocol).join(', ')
  const refuse = (detail: string, fix: string) =>
    configError('CONFIG_INVALID', { place: `${place} handlers.${name}`, detail, fix })
  if (!Object.hasOwn(protocol, name)) {
    if (handler === undefined) return
    throw refuse(`the protocol has no synapse ${name}, only ${known}`, 'Remove it or correct the spelling.')
  }
  if (!Object.hasOwn(handlers, name) || handler === undefined) {
    throw refuse(`the synapse ${name} has no handler`, `Add a function that answers ${name}.`)
  }
  if (typeof handler !== 'function') throw optionError(`${place} handlers.${name}`, handler, 'a function')
}

function isProtocol(value: unknown): value is Values {
  return isObject(value) && Object.keys(value).length > 0 && Object.values(value).every(isSynapse)
}

function isSynapse(value: unknown): boolean {
  return isObject(value) && isObject(value.input) && isObject(value.output)
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null
}
