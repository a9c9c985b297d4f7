import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createMinerClient } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { z } from 'zod'
import { benchSubnet } from '../bench/engine-subnet.js'
import type { ScaleResult } from './result.js'

const minersScript = fileURLToPath(new URL('../bench/fan-out-miners.mjs', import.meta.url))
const keypair = createKeypair('//Alice')
const hotkey = createKeypair('//Bob').address
const [miners, calls] = [32, 4_000]

/** Signed calls of miners of another process over HTTP on the loopback, and the signature alone. */
export async function measureCalls(): Promise<ScaleResult['calls']> {
  const child = spawn(process.execPath, [minersScript, `${miners}`, '0', 'honest'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  try {
    const ports = await portsOf(child.stdout)
    return { signedUs: await callAll(ports), signUs: signUs() }
  } finally {
    child.stdin.end()
    await once(child, 'exit')
  }
}

async function portsOf(output: NodeJS.ReadableStream): Promise<readonly number[]> {
  for await (const line of createInterface({ input: output })) {
    return z.object({ ports: z.array(z.number()) }).parse(JSON.parse(line)).ports
  }
  throw new Error('the miners did not start')
}

/** Returns the µs of CPU of one call. */
async function callAll(ports: readonly number[]): Promise<number> {
  await using client = createMinerClient(benchSubnet({ perRound: 8 }), {
    ...{ keypair, allowPrivateAddresses: true, sessions: 'off', receipts: null },
  })
  async function call(count: number): Promise<void> {
    const left = Array.from({ length: count }, (_, at) => ports[at % ports.length]!).values()
    const lane = async () => {
      for (const port of left)
        await client.query({ hotkey, host: '127.0.0.1', port }, 'echo', { text: 'word 123456789' })
    }
    await Promise.all(Array.from({ length: 64 }, lane))
  }
  await call(calls / 4)
  const start = process.cpuUsage()
  await call(calls)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / calls
}

/** Returns the µs of CPU of one signature. */
function signUs(): number {
  const message = new Uint8Array(64)
  for (let at = 0; at < calls / 4; at++) keypair.sign(message)
  const start = process.cpuUsage()
  for (let at = 0; at < calls; at++) keypair.sign(message)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / calls
}
