import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@subnetkit/base/testing'

/** A Redis for tests. */
export interface TestRedis extends AsyncDisposable {
  readonly url: string
}

/** A Redis of our own, on 127.0.0.1, with its files in a temporary directory. */
export interface RedisServer extends TestRedis {
  readonly port: number
  /** Sends a signal, such as SIGSTOP. */
  signal(name: NodeJS.Signals): void
  /** Ends it with SIGKILL. */
  kill(): Promise<void>
  /** Starts it again, on the same port and files. */
  start(): Promise<void>
}

/** Reason for which there is no Redis to test with on this machine; null when there is one. */
export function redisMissing(): string | null {
  return process.env.REDIS_URL ? null : redisServerMissing()
}

/** Reason for which no Redis can be started on this machine; null when one can. */
export function redisServerMissing(): string | null {
  const found = spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0
  return found ? null : 'no redis-server on the PATH'
}

/** The Redis at REDIS_URL, or one started on 127.0.0.1. */
export async function startTestRedis(): Promise<TestRedis> {
  if (process.env.REDIS_URL) return { url: process.env.REDIS_URL, async [Symbol.asyncDispose]() {} }
  return startRedisServer()
}

/** Starts a Redis; it keeps nothing over a restart unless `args` say so. */
export async function startRedisServer(...args: readonly string[]): Promise<RedisServer> {
  const directory = mkdtempSync(join(tmpdir(), 'subnetkit-redis-'))
  const port = await freePort()
  const all = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '', ...args]
  let server = await launch(all)
  async function kill(signal: NodeJS.Signals): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return
    const exited = once(server, 'exit')
    server.kill(signal)
    server.kill('SIGCONT')
    await exited
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    signal: (name) => void server.kill(name),
    kill: () => kill('SIGKILL'),
    async start() {
      server = await launch(all)
    },
    async [Symbol.asyncDispose]() {
      await kill('SIGTERM')
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function launch(args: readonly string[]) {
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject)
    server.on('exit', () => reject(new Error(`redis-server ended: ${log}`)))
    server.stdout?.on('data', (chunk: Buffer) => {
      log = `${log}${chunk.toString()}`.slice(-10_000)
      if (log.includes('Ready to accept connections')) resolve()
    })
  })
  return server
}
