import { availableParallelism } from 'node:os'
import { reasonOf } from '@subnetkit/base'
import { modelError } from '../errors.js'
import {
  collectText,
  type GenerateOptions,
  type TextGenerator,
  type TextStream,
  trimmed,
} from './generator.js'
import { type LlamaCompletion, type LlamaRuntime, loadLlamaRuntime } from './llama-runtime.js'

/** Options of {@link createGgufGenerator}. */
export interface GgufGeneratorOptions {
  /** GGUF file of any architecture that llama.cpp runs. */
  readonly path: string
  /** Use a GPU if there is one. @default false */
  readonly gpu?: boolean | undefined
  /**
   * Threads that compute. They wait for each other busily: where other programs use the CPU, fewer are much faster.
   * @default half of the cores
   */
  readonly threads?: number | undefined
  /** Texts that are written at the same time; others wait. @default 4 */
  readonly parallel?: number | undefined
  /** Tokens of prompt and completion together, for each text. @default 4096, or what the model was trained with if less */
  readonly contextSize?: number | undefined
  /**
   * Formats a prompt for the model.
   * @default `Q: <prompt>\nA:`, and the answer ends before a next `Q:`
   */
  readonly template?: ((prompt: string) => string) | undefined
}

/**
 * Runs a GGUF file with llama.cpp in this process, through the optional package node-llama-cpp. Throws RUNTIME_MISSING
 * without it, MODEL_INVALID for a file that it cannot load.
 */
export function createGgufGenerator(options: GgufGeneratorOptions): Promise<TextGenerator> {
  return createWith(loadLlamaRuntime, options)
}

/** As {@link createGgufGenerator}, with another runtime. */
export async function createWith(
  load: () => Promise<LlamaRuntime>,
  options: GgufGeneratorOptions,
): Promise<TextGenerator> {
  const { path, gpu = false, parallel = 4, contextSize = 4_096 } = options
  const { template, threads = Math.max(1, availableParallelism() >> 1) } = options
  const format = template ?? ((prompt: string) => `Q: ${prompt}\nA:`)
  const ownStop = template ? [] : ['\nQ:']
  const { getLlama, LlamaCompletion: Completion } = await load()
  // Never a build or a download: both take minutes, and a miner must not start them.
  const llama = await getLlama({ gpu: gpu ? 'auto' : false, build: 'never', skipDownload: true })
  const model = await llama.loadModel({ modelPath: path }).catch((cause: unknown) => {
    throw modelError('MODEL_INVALID', { detail: `${path}: ${reasonOf(cause)}` }, { cause })
  })
  const context = await model.createContext({
    sequences: parallel,
    contextSize: Math.min(contextSize, model.trainContextSize),
    threads,
  })
  // Kept for good: llama.cpp takes a moment to release one, in which the next text would have none.
  const places = createPlaces(Array.from({ length: parallel }, () => context.getSequence()))

  async function* write({
    prompt,
    maxTokens,
    temperature,
    seed,
    stop = [],
    signal,
  }: GenerateOptions): TextStream {
    signal?.throwIfAborted()
    const sequence = await places.take()
    try {
      await sequence.clearHistory()
      const completion = new Completion({ contextSequence: sequence, autoDisposeSequence: false })
      try {
        return yield* pieces(completion, format(prompt), {
          ...{ maxTokens, temperature, seed, customStopTriggers: [...stop, ...ownStop] },
          ...(signal && { signal }),
        })
      } finally {
        completion.dispose()
      }
    } catch (cause) {
      signal?.throwIfAborted()
      throw modelError('GENERATION_FAILED', { generator: path, detail: reasonOf(cause) }, { cause })
    } finally {
      places.leave(sequence)
    }
  }
  const stream = (asked: GenerateOptions) => trimmed(write(asked))
  return {
    modelId: (path.split(/[\\/]/).at(-1) ?? path).slice(0, 128),
    generate: (asked) => collectText(stream(asked)),
    stream,
  }
}

/** The calls of a completion as a stream of its pieces. */
async function* pieces(
  completion: LlamaCompletion,
  text: string,
  { signal, ...options }: { readonly signal?: AbortSignal; readonly [name: string]: unknown },
): TextStream {
  const waiting: string[] = []
  const ended = new AbortController()
  let tokensUsed = 0
  let wake = () => {}
  let isOver = false
  const written = completion
    .generateCompletionWithMeta(text, {
      ...options,
      signal: signal ? AbortSignal.any([signal, ended.signal]) : ended.signal,
      onTextChunk(piece: string) {
        waiting.push(piece)
        wake()
      },
      onToken(tokens: readonly unknown[]) {
        tokensUsed += tokens.length
      },
    })
    .finally(() => {
      isOver = true
      wake()
    })
  // Read below, once all pieces are.
  written.catch(() => {})
  try {
    while (!isOver || waiting.length > 0) {
      const piece = waiting.shift()
      if (piece !== undefined) yield piece
      else
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
    const { metadata } = await written
    return { tokensUsed, finishReason: metadata.stopReason === 'maxTokens' ? 'length' : 'stop' }
  } finally {
    ended.abort()
    // Until then it writes into the sequence that the next text gets.
    await written.catch(() => {})
  }
}

/** Places that are taken one by one; those who find none wait for one. */
function createPlaces<Place>(free: Place[]) {
  const waiting: ((place: Place) => void)[] = []
  return {
    async take(): Promise<Place> {
      return free.pop() ?? new Promise<Place>((resolve) => waiting.push(resolve))
    },
    leave(place: Place): void {
      const next = waiting.shift()
      if (next) next(place)
      else free.push(place)
    },
  }
}
