import { fileURLToPath } from 'node:url'
import { synapse } from '@subnetkit/core'
import { createMinerClient } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { z } from 'zod'
import { buildPackages } from '../../release/pack.js'
import { type ServerProcess, startServer } from '../peers/server-process.js'
import type { ChatApi } from './chat.js'

const script = fileURLToPath(new URL('servers.mjs', import.meta.url))

/** Prompt whose answer has so many words, and comes after so many milliseconds. */
export const promptOf = (words: number, ms = 0): string => `${words} words after ${ms}, please`

/** A server of the measurement, by its kind. */
export const startKind = (kind: string, ...args: readonly string[]): Promise<ServerProcess> =>
  startServer([process.execPath, script, kind, ...args], { cores: null })

/** A gateway in a process of its own, before miners in theirs. */
export interface GatewaySite extends AsyncDisposable {
  readonly api: ChatApi
  readonly gateway: ServerProcess
  /** Asks a miner as a validator does, without a gateway. */
  direct(prompt: string): Promise<unknown>
}

const protocol = {
  complete: synapse({ input: z.object({ prompt: z.string() }), output: z.object({ text: z.string() }) }),
}

/** Builds the packages, which its servers run as users do, and starts it. */
export async function startGatewaySite(): Promise<GatewaySite> {
  process.stderr.write('building the packages …\n')
  await buildPackages()
  const miners = await Promise.all([startKind('miner'), startKind('miner')])
  const gateway = await startKind('gateway', miners.map(({ port }) => port).join(','))
  const keypair = createKeypair('//Charlie')
  const client = createMinerClient({ protocol }, { keypair, allowPrivateAddresses: true, receipts: null })
  const hotkey = createKeypair('//Bob').address
  let turn = 0
  return {
    gateway,
    api: { port: gateway.port, key: String(gateway.started.key) },
    async direct(prompt) {
      const { port } = miners[turn++ % miners.length]!
      const result = await client.query({ hotkey, host: '127.0.0.1', port }, 'complete', { prompt })
      if (result.kind !== 'ok') throw new Error(`the miner did not answer: ${JSON.stringify(result)}`)
      return result.output
    },
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]()
      for (const one of [gateway, ...miners]) await one[Symbol.asyncDispose]()
    },
  }
}
