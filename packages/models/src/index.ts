export { modelError } from './errors.js'
export { type BuiltinGeneratorOptions, createBuiltinGenerator } from './generators/builtin.js'
export type { Generated, GenerateOptions, TextGenerator } from './generators/generator.js'
export {
  createJudge,
  createOpenAiJudge,
  type JudgedAnswer,
  type JudgeOptions,
  type ModelJudge,
  type OpenAiJudgeOptions,
} from './generators/judge.js'
export { createOpenAiGenerator, type OpenAiGeneratorOptions } from './generators/openai.js'
export { type Completion, type CompletionOptions, complete } from './gguf/complete.js'
export type { LlamaLayer, LlamaModel, LlamaShape } from './gguf/llama.js'
export { type LoadedModel, loadModel } from './gguf/load-model.js'
export { createSession, type Session } from './gguf/session.js'
export type { Tokenizer } from './gguf/tokenizer.js'
