import { configError, isSubnetError, type SubnetError } from '@subnetkit/base'
import { request } from 'undici'
import { modelError } from '../errors.js'
import { readCapped } from './read-capped.js'

/** Server with an OpenAI-compatible API. */
export interface OpenAiServer {
  /** Address of the API up to its version, for example `https://api.example.com/v1`. */
  readonly baseUrl: string
  /** Name of the model at that address. */
  readonly model: string
  /** Sent as a bearer token and nowhere else. @default none, as local servers want it */
  readonly apiKey?: string | undefined
  /** Wall-clock time for one completion, from connect to last byte, in ms. @default 3500 */
  readonly deadlineMs?: number | undefined
  /** Largest response, in bytes. @default 262144 */
  readonly maxBytes?: number | undefined
}

/** Requests to one path of a server. */
export interface OpenAiClient {
  /** Makes GENERATION_FAILED. */
  failed(detail: string, cause?: unknown): SubnetError
  /** Returns the response as JSON; undefined for anything else. Throws GENERATION_FAILED, or the reason of the signal. */
  post(body: object, signal: AbortSignal | undefined): Promise<unknown>
  /** Yields the data of server-sent events as JSON, up to `[DONE]`. Throws as `post` does, also for a cut stream. */
  events(body: object, signal: AbortSignal | undefined): AsyncGenerator<unknown>
}

/**
 * Redirects are not followed, so that the key stays with the address it was meant for. Throws CONFIG_INVALID for an address
 * that is no http(s) URL.
 */
export function createOpenAiClient(path: string, server: OpenAiServer): OpenAiClient {
  const { model, apiKey, deadlineMs = 3_500, maxBytes = 262_144 } = server
  const url = urlOf(server.baseUrl, path)
  const failed = (detail: string, cause?: unknown) =>
    modelError('GENERATION_FAILED', { generator: `${model} at ${url.host}`, detail }, { cause })
  const tooLarge = () => failed(`the response is larger than ${maxBytes} bytes`)

  async function open(body: object, signal: AbortSignal) {
    const response = await request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify(body),
      signal,
    })
    if (response.statusCode === 200) return response.body
    response.body.on('error', () => {}).destroy()
    throw failed(`status ${response.statusCode}${statusHints[response.statusCode] ?? ''}`)
  }
  /** A signal with the deadline, and what an error means once it has come. */
  function timed(signal: AbortSignal | undefined) {
    signal?.throwIfAborted()
    const deadline = AbortSignal.timeout(deadlineMs)
    return {
      signal: signal ? AbortSignal.any([deadline, signal]) : deadline,
      explain(cause: unknown): unknown {
        if (signal?.aborted) return signal.reason
        if (isSubnetError(cause)) return cause
        if (deadline.aborted) return failed(`no complete answer within ${deadlineMs} ms`)
        return failed(cause instanceof Error ? cause.message : 'the connection failed', cause)
      },
    }
  }

  return {
    failed,
    async post(body, outer) {
      const { signal, explain } = timed(outer)
      try {
        return parseJson((await readCapped(await open(body, signal), maxBytes, tooLarge)).toString('utf8'))
      } catch (cause) {
        throw explain(cause)
      }
    },
    async *events(body, outer) {
      const { signal, explain } = timed(outer)
      try {
        let size = 0
        let line = ''
        const decoder = new TextDecoder()
        for await (const bytes of (await open(body, signal)) as AsyncIterable<Buffer>) {
          size += bytes.length
          if (size > maxBytes) throw tooLarge()
          const lines = (line + decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r/)
          line = lines.pop() ?? ''
          for (const data of lines
            .filter((one) => one.startsWith('data:'))
            .map((one) => one.slice(5).trim())) {
            if (data === '[DONE]') return
            yield parseJson(data)
          }
        }
        throw failed('the stream ended before it was complete')
      } catch (cause) {
        throw explain(cause)
      }
    },
  }
}

const statusHints: Readonly<Record<number, string>> = {
  401: ': the key was refused',
  403: ': the key may not use this model',
  404: ': no such model or address',
  429: ': too many requests, or no credit left',
}

function urlOf(baseUrl: string, path: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    // Never the URL: it may hold a key.
    throw configError('CONFIG_INVALID', {
      place: 'openai baseUrl',
      detail: 'it is not an http or https URL',
      fix: 'Use a URL such as http://127.0.0.1:11434/v1.',
    })
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`
  return url
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
