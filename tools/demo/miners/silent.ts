import type { Protocol } from '@subnetkit/core'
import type { Stage } from '../cast.js'
import { listen } from './raw-server.js'

/** Starts nothing: publishes a local port that was free a moment ago. */
export async function startSilent<P extends Protocol>({ claim }: Stage<P>): Promise<void> {
  const listener = await listen(() => undefined)
  await listener[Symbol.asyncDispose]()
  await claim(listener.port)
}
