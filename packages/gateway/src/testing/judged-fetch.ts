import { pathOf } from '../http/exchange.js'
import { flawsOfResponse } from './schema-judge.js'

/** A fetch that holds every response against the public schemas. */
export interface JudgedFetch {
  fetch(url: string | URL | Request, init?: RequestInit): Promise<Response>
  /** Throws if one of the responses that were read to their end did not match. */
  check(): void
}

export function judgedFetch(): JudgedFetch {
  const flaws: string[] = []
  return {
    async fetch(url, init) {
      const response = await fetch(url, init)
      const place = url instanceof Request ? url.url : String(url)
      const endpoint = `${(init?.method ?? 'GET').toUpperCase()} ${pathOf(new URL(place).pathname)}`
      const { body, status, headers } = response
      if (body === null) return response
      let text = ''
      const decoder = new TextDecoder()
      const watched = body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            text += decoder.decode(chunk, { stream: true })
            controller.enqueue(chunk)
          },
          flush() {
            flaws.push(...flawsOfResponse(endpoint, status, headers.get('content-type') ?? '', text))
          },
        }),
      )
      return new Response(watched, { status, headers })
    },
    check() {
      if (flaws.length > 0) throw new Error(`responses that do not match the schemas:\n${flaws.join('\n')}`)
    },
  }
}
