import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Compiles what `node-servers.mjs` imports, unless it is up to date. Returns false if it does not compile. */
export async function buildMiner(): Promise<boolean> {
  const child = spawn('npx', ['nx', 'run', '@subnetkit/transport:build'], {
    cwd: root,
    // A daemon of Nx would share the cores with what is measured.
    env: { ...process.env, NX_DAEMON: 'false' },
    // The standard output belongs to the table.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve)
    child.once('error', reject)
  })
  return code === 0
}
