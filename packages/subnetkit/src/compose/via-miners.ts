import { systemClock, toSubnetError } from '@subnetkit/base'
import type { Protocol, Subnet } from '@subnetkit/core'
import { createLog } from '../log/log.js'
import type { NeuronOptions } from '../neuron/options.js'
import { createResources } from '../neuron/resources.js'
import type { Via } from './via.js'

/** Miners of the subnet, asked in the name of a hotkey: usually that of a validator. */
export interface ViaMiners extends Pick<NeuronOptions, 'network' | 'chain' | 'wallet' | 'hotkey' | 'signer'> {
  readonly netuid: number
  /** Query axons at private, loopback and other addresses that are not public. @default true on a devnet, otherwise false */
  readonly allowPrivateAddresses?: boolean | undefined
}

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
  return {
    async call({ name, input, carried, signal }) {
      const nothing = { price: 0, receipt: null }
      try {
        opening ??= open()
        const asker = await opening
        const { output, miners } = await asker.ask(name, input, { signal, miner: carried.miner })
        return { ...nothing, kind: 'ok', received: output, miners }
      } catch (error) {
        if (signal.aborted) throw signal.reason
        const { ApiError } = await import('@subnetkit/gateway')
        if (error instanceof ApiError)
          return { ...nothing, kind: 'failed', code: error.code, reason: error.message }
        opening = undefined
        const known = toSubnetError(error)
        const failed = { code: 'miners_unreachable', reason: known.message, fix: known.fix || fix } as const
        return { ...nothing, kind: 'failed', ...failed }
      }
    },
    [Symbol.asyncDispose]: () => resources.close(),
  }
}
