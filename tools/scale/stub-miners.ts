import type { QueryClient } from '@subnetkit/core'
import { maxCompletion, type TextProtocol } from '@subnetkit/subnet-text/protocol'
import { rightText } from '../text/right-text.js'
import type { PlayedSubnet } from './played-subnet.js'

/** Miners in the process, which know the right answers, so that calling them costs nothing. */
export interface StubMiners {
  readonly client: QueryClient<TextProtocol>
  /** Makes the answers to the tasks of a round. */
  learn(round: Parameters<PlayedSubnet['tasks']['tasksFor']>[0], hotkeys: readonly string[]): void
  /** Forgets all of them. */
  forget(): void
}

export function createStubMiners({ tasks }: Pick<PlayedSubnet, 'tasks'>): StubMiners {
  const answers = new Map<string, string>()
  return {
    learn(round, hotkeys) {
      for (const hotkey of hotkeys) {
        for (const { input, truth } of tasks.tasksFor(round, hotkey))
          answers.set(input.prompt, rightText(truth))
      }
    },
    forget: () => answers.clear(),
    client: {
      async query(_endpoint, synapse, input) {
        const { prompt } = input as { readonly prompt: string }
        const text = (answers.get(prompt) ?? '').slice(0, maxCompletion)
        const end = { tokensUsed: 8, finishReason: 'stop', modelId: 'stub' } as const
        const output = synapse === 'stream' ? [{ text, end }] : { completion: text, ...end }
        return { kind: 'ok', output: output as never, received: output, latencyMs: 100, firstChunkMs: 50 }
      },
      async [Symbol.asyncDispose]() {},
    },
  }
}
