export { modelError } from './errors.js'
export { type BuiltinGeneratorOptions, createBuiltinGenerator } from './generators/builtin.js'
export { generatorFromEnv } from './generators/from-env.js'
export {
  collectText,
  type Generated,
  type GenerateOptions,
  type GenerationEnd,
  streamText,
  type TextGenerator,
  type TextStream,
} from './generators/generator.js'
export { createGgufGenerator, type GgufGeneratorOptions } from './generators/gguf.js'
export {
  createJudge,
  createOpenAiJudge,
  type JudgedAnswer,
  type JudgeOptions,
  type ModelJudge,
  type OpenAiJudgeOptions,
} from './generators/judge.js'
export { createOpenAiGenerator, type OpenAiGeneratorOptions } from './generators/openai.js'
export { createOpenAiClient, type OpenAiClient, type OpenAiServer } from './generators/openai-client.js'
export { type Completion, type CompletionOptions, complete, streamCompletion } from './gguf/complete.js'
export type { LlamaLayer, LlamaModel, LlamaShape } from './gguf/llama.js'
export { type LoadedModel, loadModel } from './gguf/load-model.js'
export { createSession, type Session } from './gguf/session.js'
export type { Tokenizer } from './gguf/tokenizer.js'
export { type BuiltinVerifierOptions, createBuiltinVerifier } from './verifiers/builtin.js'
export { createOpenAiVerifier, type OpenAiVerifierOptions } from './verifiers/openai.js'
export type { ClaimedAnswer, ModelCheck, ModelVerifier } from './verifiers/verifier.js'
