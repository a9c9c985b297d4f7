import { Agent, request } from 'node:http'

/** One chat API that is measured. */
export interface ChatApi {
  readonly port: number
  readonly key: string
  /** @default 'text' */
  readonly model?: string
}

/** Asks for a completion; resolves with its body once it is whole. */
export type SendChat = (prompt: string, more?: { readonly stream?: boolean }) => Promise<string>

/** A client that keeps its connections and does little else: the load must cost less than what is under it. */
export function chatClient({ port, key, model = 'text' }: ChatApi): SendChat & Disposable {
  const agent = new Agent({ keepAlive: true, maxSockets: 512 })
  const send: SendChat = (prompt, { stream = false } = {}) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({ model, messages: [{ role: 'user', content: prompt }], stream })
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        authorization: `Bearer ${key}`,
      }
      const path = '/v1/chat/completions'
      const sent = request({ agent, port, host: '127.0.0.1', method: 'POST', path, headers }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part
        })
        response.on('error', reject).on('end', () => {
          if (response.statusCode === 200) resolve(text)
          else reject(new Error(`status ${response.statusCode}: ${text.slice(0, 300)}`))
        })
      })
      sent.on('error', reject).end(body)
    })
  return Object.assign(send, { [Symbol.dispose]: () => agent.destroy() })
}
