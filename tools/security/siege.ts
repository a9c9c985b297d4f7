import { type ChildProcess, execSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { createMinerClient } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import type { Held } from '../fuzz/growth.js'
import { miner, protocol } from './besieged.js'

const start = (script: string, args: readonly string[] = []): ChildProcess =>
  fork(fileURLToPath(new URL(script, import.meta.url)), args, {
    execArgv: ['--conditions=@subnetkit/source', '--import', 'tsx'],
  })

async function heard<T>(child: ChildProcess): Promise<T> {
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`the process ended with ${code}`)
  })
  const [message] = (await Promise.race([once(child, 'message'), failed])) as [T]
  failed.catch(() => {})
  return message
}

/** Calls of an honest caller during an attack. */
export interface Calls {
  readonly made: number
  readonly ok: number
  /** Latencies in ms, ascending. */
  readonly latencies: readonly number[]
  /** Reasons of those that failed. */
  readonly failures: readonly string[]
}

/** Connections that one process here may have, with room for its other files. */
export function mostConnections(): number {
  if (process.platform === 'win32') return 1_000
  const limit = Number(execSync('ulimit -n', { encoding: 'utf8' }))
  return Number.isNaN(limit) ? 10_000 : Math.max(100, limit - 500)
}

/** A miner in a process of its own, to be attacked. */
export async function besiege() {
  const child = start('miner-process.ts')
  const { port } = await heard<{ port: number }>(child)
  const endpoint = { hotkey: miner.address, host: '127.0.0.1', port }
  const keypair = createKeypair('//Alice')

  /** Ten at a time, each ten by a client of its own: new connections and kept ones. */
  async function honest(made: number): Promise<Calls> {
    const latencies: number[] = []
    const failures: string[] = []
    for (let done = 0; done < made; done += 10) {
      await using client = createMinerClient({ protocol }, { keypair })
      const calls = Array.from({ length: 10 }, async () => {
        const startedAt = performance.now()
        const result = await client.query(endpoint, 'echo', { text: 'hi' })
        if (result.kind !== 'ok') return failures.push(`${result.code}: ${result.reason}`)
        return latencies.push(performance.now() - startedAt)
      })
      await Promise.all(calls)
    }
    return { made, ok: latencies.length, latencies: latencies.toSorted((a, b) => a - b), failures }
  }

  return {
    endpoint,
    honest,
    /** Calls during the attack. */
    async under(attack: string, made: number): Promise<Calls & { readonly opened: number }> {
      const attacker = start('attacker-process.ts', [`${port}`, attack, `${mostConnections()}`])
      try {
        const { opened } = await heard<{ opened: number }>(attacker)
        return { ...(await honest(made)), opened }
      } finally {
        attacker.kill('SIGKILL')
      }
    },
    async held(): Promise<Held> {
      const answer = heard<Held>(child)
      child.send('held')
      return await answer
    },
    async [Symbol.asyncDispose]() {
      child.removeAllListeners('exit').disconnect()
    },
  }
}
