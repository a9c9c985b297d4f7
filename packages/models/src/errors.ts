import { defineErrors } from '@subnetkit/base'

/** Failures between a miner and the model that answers for it. */
export const modelError = defineErrors({
  MODEL_INVALID: {
    message: 'the model file cannot be used: {detail}',
    fix: 'Download the complete file of a supported model: GGUF v3, llama architecture, F32, F16 or Q8_0.',
  },
  RUNTIME_MISSING: {
    message: 'the package {runtime}, which runs the model, cannot be loaded',
    fix: 'Run {install}, or choose the back end builtin or openai.',
  },
  GENERATION_FAILED: {
    message: '{generator} returned nothing that can be used: {detail}',
    fix: 'Check the URL, API key and model name of the generator, then try again.',
    transient: true,
  },
})
