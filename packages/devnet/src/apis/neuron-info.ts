import { option, u16, vec } from '../schema/type.js'
import { method, type RuntimeApi } from './api.js'
import { neuronInfo, neuronInfoLite, readNeurons } from './neurons.js'

/** Neurons one by one and all of a subnet. As on the chain, a list ends at the first uid without a key. */
export const neuronInfoApi: RuntimeApi = {
  name: 'NeuronInfoRuntimeApi',
  version: 1,
  methods: {
    get_neurons: method({ netuid: u16 }, vec(neuronInfo), (ctx, { netuid }) =>
      readNeurons(ctx.state, netuid).all(),
    ),
    get_neuron: method({ netuid: u16, uid: u16 }, option(neuronInfo), (ctx, { netuid, uid }) =>
      readNeurons(ctx.state, netuid).one(uid),
    ),
    get_neurons_lite: method({ netuid: u16 }, vec(neuronInfoLite), (ctx, { netuid }) =>
      readNeurons(ctx.state, netuid).allLite(),
    ),
    get_neuron_lite: method({ netuid: u16, uid: u16 }, option(neuronInfoLite), (ctx, { netuid, uid }) =>
      readNeurons(ctx.state, netuid).oneLite(uid),
    ),
  },
}
