/** Kind of a message, as far as a proxy can see. */
export interface SeenMessage {
  readonly kind: 'request' | 'answer' | 'notification'
  /** Of a response: the method that was called; of a notification: its own name. */
  readonly method: string
  /** As it came. */
  readonly text: string
}

/** Classifies the messages of one connection, remembering which request a response belongs to. */
export function createReader() {
  const methods = new Map<unknown, string>()
  return {
    request(text: string): SeenMessage {
      const { id, method = '?' } = parse(text)
      methods.set(id, method)
      return { kind: 'request', method, text }
    },
    fromNode(text: string): SeenMessage {
      const { id, method } = parse(text)
      if (method !== undefined) return { kind: 'notification', method, text }
      const asked = methods.get(id) ?? '?'
      methods.delete(id)
      return { kind: 'answer', method: asked, text }
    },
  }
}

function parse(text: string): { id?: unknown; method?: string } {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
