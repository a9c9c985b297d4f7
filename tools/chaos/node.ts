import { freePort } from '@subnetkit/base/testing'
import { type Child, startChild } from './child.js'
import type { Server } from './faults.js'
import type { Programs } from './programs.js'

/** The process through which the chain is reached, see node-front.ts. */
export async function startFront(
  chainPort: number,
  programs: Programs,
): Promise<Server & AsyncDisposable & { readonly port: number }> {
  const port = await freePort()
  let child: Child | undefined
  async function start(): Promise<void> {
    child = startChild({
      command: process.execPath,
      args: programs.args('node-front', String(port), String(chainPort)),
      isReady: (line) => line === 'ready',
    })
    await child.ready
  }
  const kill = async () => child?.kill()
  await start()
  return {
    ...{ name: 'node', role: 'node', port, start, kill },
    get pid() {
      return child?.pid ?? null
    },
    get isReady() {
      return child?.isReady ?? false
    },
    [Symbol.asyncDispose]: kill,
  }
}
