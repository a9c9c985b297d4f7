import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { QueueId } from '../types.js'

/** A worker in a process of its own, with what it says; see worker-child.ts. */
export function startWorkerChild(
  redisUrl: string,
  queue: QueueId,
  lockMs: number,
  env: Readonly<Record<string, string>> = {},
) {
  const script = fileURLToPath(new URL('./worker-child.ts', import.meta.url))
  const args = [
    ...['--conditions=@subnetkit/source', '--import', 'tsx', script],
    ...[redisUrl, String(lockMs), queue.tag, queue.name],
  ]
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const said: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line))
  return {
    said,
    signal: (name: NodeJS.Signals) => child.kill(name),
    endJob: () => child.stdin.write('end\n'),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      child.kill('SIGCONT')
      await exited
    },
  }
}
