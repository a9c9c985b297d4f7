import { updateError } from '../errors.js'
import type { Channel } from './channel-file.js'
import { fetchText } from './fetch-url.js'
import { readChannel } from './read-channel.js'

/** Largest channel file, in bytes, and time to read it, in ms. */
const limits = { maxBytes: 65_536, deadlineMs: 20_000 } as const

/** Fetches a channel file that `key` has signed. Throws CHANNEL_UNREACHABLE, CHANNEL_INVALID, CHANNEL_UNSIGNED and UPDATE_INSECURE. */
export async function loadChannel(url: string, key: string, signal?: AbortSignal): Promise<Channel> {
  return readChannel(url, await read(url, signal), key)
}

async function read(url: string, signal?: AbortSignal): Promise<string> {
  try {
    return await fetchText(url, { ...limits, signal })
  } catch (error) {
    if (!updateError.is(error)) throw error
    if (error.code === 'RELEASE_TOO_LARGE')
      throw updateError('CHANNEL_INVALID', { url, detail: `it has more than ${limits.maxBytes} bytes` })
    if (error.code !== 'RELEASE_UNREACHABLE') throw error
    throw updateError(
      'CHANNEL_UNREACHABLE',
      { url, detail: String(error.details.detail) },
      { cause: error.cause },
    )
  }
}
