import { defineErrors } from 'subnetkit'

/** What can go wrong between a miner and the model that answers for it. */
export const textError = defineErrors({
  MODEL_INVALID: {
    message: 'the model file cannot be used: {detail}',
    fix: 'check that the file is complete and of a kind that this runner reads (GGUF v3, llama, F32, F16 or Q8_0)',
  },
  GENERATION_FAILED: {
    message: '{generator} gave no completion: {detail}',
    fix: 'check the address, the key and the model name of the generator, then ask again',
  },
})
