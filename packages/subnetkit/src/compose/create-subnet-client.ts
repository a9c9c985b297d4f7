import { checked, flag, netuid, optionsOf, parseOptions, text } from '@subnetkit/base'
import type { Protocol, Subnet } from '@subnetkit/core'
import { z } from 'zod'
import { checkPlace, neuronFields } from '../neuron/options.js'
import { beginCall, type CallParameters, failure, late, left, nothing } from './begin-call.js'
import { checkCallInput, parseCallOutput } from './call-values.js'
import { openSubnetStream } from './open-subnet-stream.js'
import type { CallOptions, SubnetClient, SubnetResult, SubnetStream } from './subnet-result.js'
import type { ViaResult } from './via.js'
import { type ViaGateway, viaGateway } from './via-gateway.js'
import { type ViaMiners, viaMiners } from './via-miners.js'

/** Options of {@link createSubnetClient}. */
export interface SubnetClientOptions {
  /** A gateway and a key of it, or the network and the hotkey that asks the miners itself. */
  readonly via: ViaGateway | ViaMiners
}

const place = 'createSubnetClient'
const viaSchema = z.union(
  [
    optionsOf({
      gateway: z.url({ error: 'the URL of a gateway' }),
      key: text('a key'),
      model: text().optional(),
    }),
    optionsOf({ ...neuronFields, netuid: netuid(), allowPrivateAddresses: flag().optional() }),
  ],
  { error: '{ gateway, key }, or { network, netuid } and a hotkey' },
)
const schema = optionsOf({ via: viaSchema })
const called = checked<object>((value) => {
  const { name, protocol } = Object(value)
  return typeof name === 'string' && typeof protocol === 'object' && protocol !== null
}, 'a subnet made by defineSubnet, or { name, protocol } of one')

/**
 * Creates a client for another subnet, typed by its value: through a gateway that offers it, or straight to its miners. Deadline, budget
 * and way of a call are carried from subnet to subnet. Throws CONFIG_INVALID; what the other side does becomes a result.
 * @example
 * const image = createSubnetClient(imageSubnet, { via: { gateway: 'https://gateway.example.org', key } })
 * const drawn = await image.query('generate', { prompt: 'a red circle', seed: 1, pictures: 1 })
 * if (drawn.kind === 'ok') console.log(drawn.output, drawn.price, drawn.receipt)
 * @example
 * const written = await text.stream('stream', { prompt: 'Once', maxTokens: 64, temperature: 1, seed: 1 })
 * for await (const { text } of written) process.stdout.write(text)
 * const { kind, price, receipt } = await written.result
 */
export function createSubnetClient<P extends Protocol>(
  subnet: Pick<Subnet<P>, 'name' | 'protocol'>,
  options: SubnetClientOptions,
): SubnetClient<P> {
  parseOptions(optionsOf({ subnet: called }), { subnet }, place)
  const { via: given } = parseOptions(schema, options, place) as SubnetClientOptions
  if (!('gateway' in given)) checkPlace(`${place} via`, given)
  const via = 'gateway' in given ? viaGateway(given, subnet.name) : viaMiners(given, subnet)
  const parametersOf = (name: string, input: unknown, given: CallOptions = {}): CallParameters => ({
    ...{ via, subnet, name, input, options: given },
  })
  return {
    query: (name, input, given) => call(parametersOf(name, input, given)) as Promise<SubnetResult<never>>,
    stream: (name, input, given) =>
      openSubnetStream(parametersOf(name, input, given)) as Promise<SubnetStream<never>>,
    [Symbol.asyncDispose]: () => via[Symbol.asyncDispose](),
  }
}

async function call(parameters: CallParameters): Promise<SubnetResult<unknown>> {
  const { via, subnet, name, input, options } = parameters
  const checkedInput = await checkCallInput(subnet.protocol, name, input)
  const begun = beginCall(parameters, checkedInput)
  if ('refused' in begun) return begun.refused
  const { context, allowance, end, sent } = begun
  using limit = begun.limit
  let result: ViaResult = failure('internal_error', 'it has not ended')
  try {
    result = await via.call(sent)
  } catch (error) {
    if (!limit.signal.aborted) throw error
    result = { ...nothing, kind: 'failed', ...(options.signal?.aborted ? left : late) }
  } finally {
    allowance.settle(result.price)
  }
  if (result.receipt !== null) context.note(result.receipt)
  if (result.kind !== 'ok') return end(result)
  const parsed = await parseCallOutput(checkedInput.synapse.output, result.received)
  if ('output' in parsed) return end(result, parsed.output)
  const { price, receipt } = result
  return end({ ...failure('no_valid_answer', parsed.flaw), price, receipt })
}
