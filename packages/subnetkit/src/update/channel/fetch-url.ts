import { createReadStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { reasonOf } from '@subnetkit/base'
import { updateError } from '../errors.js'

/** Redirects that are followed. */
const mostRedirects = 3

export interface FetchLimits {
  /** Largest size, in bytes. */
  readonly maxBytes: number
  /** Total time, in ms. */
  readonly deadlineMs: number
  readonly signal?: AbortSignal | undefined
}

/** Throws UPDATE_INSECURE unless a URL is https, a file, or http to this machine. */
export function checkUrl(text: string): URL {
  if (!URL.canParse(text)) throw updateError('UPDATE_INSECURE', { url: text, detail: 'it is no URL' })
  const url = new URL(text)
  const { protocol, hostname, username } = url
  const isHere = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(hostname)
  const shown = username === '' ? text : `${protocol}//${hostname}`
  if (username !== '') throw updateError('UPDATE_INSECURE', { url: shown, detail: 'it holds a password' })
  if (protocol === 'https:' || protocol === 'file:' || (protocol === 'http:' && isHere)) return url
  throw updateError('UPDATE_INSECURE', { url: shown, detail: `${protocol} is not encrypted, or not known` })
}

/**
 * Reads a URL in pieces, at most so many bytes in so much time. Throws UPDATE_INSECURE, RELEASE_TOO_LARGE, and RELEASE_UNREACHABLE for
 * whatever else keeps it from being read.
 */
export async function* fetchUrl(text: string, limits: FetchLimits): AsyncGenerator<Uint8Array> {
  const { maxBytes, deadlineMs, signal } = limits
  const deadline = AbortSignal.timeout(deadlineMs)
  const ends = signal === undefined ? deadline : AbortSignal.any([signal, deadline])
  let bytes = 0
  try {
    for await (const chunk of open(checkUrl(text), ends)) {
      bytes += chunk.length
      if (bytes > maxBytes) throw updateError('RELEASE_TOO_LARGE', { url: text, limit: maxBytes })
      yield chunk
    }
  } catch (error) {
    if (updateError.is(error) || signal?.aborted) throw error
    const detail = deadline.aborted ? `it took more than ${deadlineMs / 1_000} s` : causeOf(error)
    throw updateError('RELEASE_UNREACHABLE', { url: text, detail }, { cause: error })
  }
}

async function* open(url: URL, signal: AbortSignal, redirects = 0): AsyncGenerator<Uint8Array> {
  if (url.protocol === 'file:') {
    yield* createReadStream(fileURLToPath(url), { signal })
    return
  }
  const response = await fetch(url, { signal, redirect: 'manual' })
  const place = response.headers.get('location')
  if (response.status >= 300 && response.status < 400 && place !== null) {
    await response.body?.cancel()
    if (redirects === mostRedirects) throw new Error('it is redirected again and again')
    yield* open(checkUrl(new URL(place, url).href), signal, redirects + 1)
    return
  }
  if (!response.ok || response.body === null) {
    await response.body?.cancel()
    throw new Error(`the server answered ${response.status}`)
  }
  yield* response.body
}

/** `fetch` hides the reason of a failed connection in its cause. */
const causeOf = (error: unknown): string =>
  error instanceof Error && error.cause !== undefined ? reasonOf(error.cause) : reasonOf(error)

/** Reads a small text. Throws as {@link fetchUrl}. */
export async function fetchText(url: string, limits: FetchLimits): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of fetchUrl(url, limits)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
