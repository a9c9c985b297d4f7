export { entryAt, entryOf, failedEntryOf, sampleEntries, sampleExtrinsic } from '../weights/testing/entry.js'
export { describeOutboxStore } from '../weights/testing/outbox-store-conformance.js'
export { createWeightsDevnet, type WeightsDevnet } from '../weights/testing/weights-devnet.js'
export { metagraphOf, neuronOf } from './neuron.js'
