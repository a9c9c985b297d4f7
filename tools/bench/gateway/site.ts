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
  /** Another gateway, which signs and stores a receipt for each answer, before miners that sign theirs. */
  readonly withReceipts: { readonly api: ChatApi; readonly gateway: ServerProcess }
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
  const signing = await Promise.all([startKind('miner', 'receipts'), startKind('miner', 'receipts')])
  const portsOf = (some: readonly ServerProcess[]) => some.map(({ port }) => port).join(',')
  const gateway = await startKind('gateway', portsOf(miners))
  const receipted = await startKind('gateway', portsOf(signing), 'receipts')
  const apiOf = ({ port, started }: ServerProcess): ChatApi => ({ port, key: String(started.key) })
  const keypair = createKeypair('//Charlie')
  const client = createMinerClient({ protocol }, { keypair, allowPrivateAddresses: true, receipts: null })
  const hotkey = createKeypair('//Bob').address
  let turn = 0
  return {
    gateway,
    api: apiOf(gateway),
    withReceipts: { api: apiOf(receipted), gateway: receipted },
    async direct(prompt) {
      const { port } = miners[turn++ % miners.length]!
      const result = await client.query({ hotkey, host: '127.0.0.1', port }, 'complete', { prompt })
      if (result.kind !== 'ok') throw new Error(`the miner did not answer: ${JSON.stringify(result)}`)
      return result.output
    },
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]()
      for (const one of [gateway, receipted, ...miners, ...signing]) await one[Symbol.asyncDispose]()
    },
  }
}
