import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Why there is no Redis to test with, or null when there is one. */
export function redisMissing(): string | null {
  const found = spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0
  return found ? null : 'no redis-server on the PATH'
}

/** Starts a Redis on a socket in a temporary directory, where no other process can take its place. */
export async function startRedis() {
  const directory = mkdtempSync(join(tmpdir(), 'nonces-'))
  const path = join(directory, 'redis.sock')
  const args = ['--port', '0', '--unixsocket', path, '--dir', directory, '--save', '']
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(server, 'exit')
  let log = ''
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).once('exit', () => reject(new Error(`redis-server ended: ${log}`)))
    // Read to the end: a pipe that is not read would stop it.
    server.stdout.on('data', (part: Buffer) => {
      log = (log + part).slice(-10_000)
      if (/ready to accept/i.test(log)) resolve()
    })
  })
  return {
    path,
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM')
      await exited
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
