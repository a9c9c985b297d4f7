import { listen } from './raw-server.js'

/** A port of this machine on which nobody listens: it was free a moment ago. */
export async function closedPort(): Promise<number> {
  await using listener = await listen(() => undefined)
  return listener.port
}
