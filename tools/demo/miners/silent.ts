import { listen } from './raw-server.js'

/** A local port without a listener: it was free a moment ago. */
export async function closedPort(): Promise<number> {
  await using listener = await listen(() => undefined)
  return listener.port
}
