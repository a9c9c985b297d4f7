import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A Redis for tests. */
export interface TestRedis extends AsyncDisposable {
  readonly url: string
}

/** Why there is no Redis to test with on this machine, or null when there is one. */
export function redisMissing(): string | null {
  if (process.env.REDIS_URL) return null
  const found = spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0
  return found ? null : 'no REDIS_URL and no redis-server on the PATH'
}

/** The Redis at REDIS_URL, or one started on 127.0.0.1 with its files in a temporary directory. */
export async function startTestRedis(): Promise<TestRedis> {
  if (process.env.REDIS_URL) return { url: process.env.REDIS_URL, async [Symbol.asyncDispose]() {} }
  const directory = mkdtempSync(join(tmpdir(), 'subnetkit-redis-'))
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '']
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  await ready(server)
  return {
    url: `redis://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      const exited = once(server, 'exit')
      server.kill('SIGTERM')
      await exited
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no TCP port')
  return address.port
}

async function ready(server: ChildProcess): Promise<void> {
  let log = ''
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject)
    server.on('exit', () => reject(new Error(`redis-server ended: ${log}`)))
    server.stdout?.on('data', (chunk: Buffer) => {
      log += chunk.toString()
      if (log.includes('Ready to accept connections')) resolve()
    })
  })
}
