import { systemClock, toSubnetError } from '@subnetkit/base'
import type { Protocol, Subnet } from '@subnetkit/core'
import { createLog } from '../log/log.js'
import type { NeuronOptions } from '../neuron/options.js'
import { createResources } from '../neuron/resources.js'
import type { Via, ViaCall } from './via.js'

/** Miners of the subnet, asked in the name of a hotkey: usually that of a validator. */
export interface ViaMiners extends Pick<NeuronOptions, 'network' | 'chain' | 'wallet' | 'hotkey' | 'signer'> {
  readonly netuid: number
  /** Query axons at private, loopback and other addresses that are not public. @default true on a devnet, otherwise false */
  readonly allowPrivateAddresses?: boolean | undefined
}

const nothing = { price: 0, receipt: null }
const fix = 'Check the network, the netuid and the hotkey.'

/** Connects at the first call; a connection that failed is tried again by the next. */
export function viaMiners(via: ViaMiners, subnet: Pick<Subnet, 'name' | 'protocol' | 'views'>): Via {
  const resources = createResources()
  const log = resources.own(createLog('gateway', false))
  async function open() {
    const [{ createMinerAsker }, { openModel }] = await Promise.all([
      import('@subnetkit/gateway'),
      import('../gateway/open-model.js'),
    ])
    const price = { fixed: 0, perThousandTokens: 0 }
    const parameters = { place: 'createSubnetClient via', settings: via, log, resources, price }
    const { model } = await openModel<Protocol, never>(subnet as never, parameters)
    return createMinerAsker(model, systemClock)
  }
  let opening: ReturnType<typeof open> | undefined
  function asker() {
    opening ??= open()
    return opening
  }
  async function failed(error: unknown, { signal }: ViaCall) {
    if (signal.aborted) throw signal.reason
    const { ApiError } = await import('@subnetkit/gateway')
    if (error instanceof ApiError)
      return { ...nothing, kind: 'failed', code: error.code, reason: error.message } as const
    opening = undefined
    const { message: reason, fix: known } = toSubnetError(error)
    return { ...nothing, kind: 'failed', code: 'miners_unreachable', reason, fix: known || fix } as const
  }
  return {
    async call(call) {
      const { name, input, carried, signal } = call
      try {
        const { output, miners } = await (await asker()).ask(name, input, { signal, miner: carried.miner })
        return { ...nothing, kind: 'ok', received: output, miners }
      } catch (error) {
        return await failed(error, call)
      }
    },
    async *stream(call) {
      const { name, input, carried, signal } = call
      try {
        const opened = await (await asker()).open(name, input, { signal, miner: carried.miner })
        yield* opened.chunks
        return { ...nothing, kind: 'ok', miners: [opened.miner] }
      } catch (error) {
        return await failed(error, call)
      }
    },
    priceOf: async () => 0,
    [Symbol.asyncDispose]: () => resources.close(),
  }
}
