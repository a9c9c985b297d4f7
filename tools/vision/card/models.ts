import {
  createFlowPainter,
  createPpOcrReader,
  createTesseractReader,
  type FlowPainter,
} from '@subnetkit/vision'
import type { Models } from './miners.js'

/** Models of miners and of the validator. */
export interface CardModels extends Models, AsyncDisposable {
  readonly validatorPainter: FlowPainter
}

/** Opens all models, on WebAssembly: the runtime that every machine has. */
export async function openModels(): Promise<CardModels> {
  const [painter, validatorPainter, reader, weakReader] = await Promise.all([
    createFlowPainter({ runtime: 'web' }),
    createFlowPainter({ runtime: 'web' }),
    createPpOcrReader({ runtime: 'web' }),
    createTesseractReader(),
  ])
  return {
    ...{ painter, validatorPainter, reader, weakReader },
    async [Symbol.asyncDispose]() {
      for (const model of [painter, validatorPainter, reader, weakReader]) await model[Symbol.asyncDispose]()
    },
  }
}
