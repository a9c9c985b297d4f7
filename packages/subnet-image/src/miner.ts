import { createFlowPainter, createPpOcrReader } from '@subnetkit/vision'
import { createPaintHandler, type PaintMinerOptions } from './generation/paint.js'
import { createReadHandler, type ReadMinerOptions } from './recognition/read.js'
import subnet from './subnet.js'

export type { PaintMinerOptions } from './generation/paint.js'
export type { ReadMinerOptions } from './recognition/read.js'

/**
 * The sample miner: PP-OCRv4 reads, and the flow model paints the best of four pictures. For better models, pass an ONNX file to
 * `createPpOcrReader`, or another painter that validators have.
 */
export async function handlers() {
  const { protocol } = subnet
  return {
    ...(protocol.read && { read: createReadHandler({ reader: await createPpOcrReader() }) }),
    ...(protocol.generate && { generate: createPaintHandler({ painter: await createFlowPainter() }) }),
  }
}

/** Options of {@link createImageMiner}. */
export interface ImageMinerOptions extends ReadMinerOptions, PaintMinerOptions {}

/** Handlers for both synapses that answer with models. */
export function createImageMiner(options: ImageMinerOptions) {
  return { read: createReadHandler(options), generate: createPaintHandler(options) }
}
