import { type ChatMessage, chatView } from 'subnetkit'
import { protocol } from './protocol.js'

/** The synapse `complete` as a chat: a gateway answers `/v1/chat/completions` with it. */
export const chat = chatView(protocol, {
  synapse: 'complete',
  maxTokens: 512,
  maxCharacters: 7_000,
  toInput: ({ messages, maxTokens, temperature = 0, seed = 0, stop }) => ({
    prompt: promptOf(messages),
    maxTokens,
    temperature,
    seed: seed >>> 0,
    ...(stop !== undefined && { stop: stop.map((text) => text.slice(0, 64)) }),
  }),
  toAnswer: ({ completion, finishReason }) => ({ content: completion, finishReason }),
})

/** A question alone is asked as it is; a conversation names who says what. */
function promptOf(messages: readonly ChatMessage[]): string {
  const [only, ...others] = messages
  if (only !== undefined && others.length === 0) return only.content
  const names = { system: 'System', user: 'User', assistant: 'Assistant', tool: 'Tool' } as const
  return [...messages.map(({ role, content }) => `${names[role]}: ${content}`), 'Assistant:'].join('\n\n')
}
