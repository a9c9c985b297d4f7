import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PythonEnvironment } from '../../interop/python.js'
import { cpuMsOf } from '../cpu.js'
import type { ChatApi } from '../gateway/chat.js'

/** Version that ours is compared with. */
export const litellm = 'litellm[proxy]==1.108.7'

const key = 'sk-bench'
const startMs = 180_000

/** LiteLLM's proxy in a process of its own. */
export interface LiteLlm extends AsyncDisposable {
  readonly api: ChatApi
  cpuMs(): number | null
}

/** Starts the proxy before a server of the chat API, with a key and without a database. Throws if it does not start. */
export async function startLiteLlm({ program }: PythonEnvironment, upstream: number): Promise<LiteLlm> {
  const folder = await mkdtemp(join(tmpdir(), 'subnetkit-litellm-'))
  const parameters = { model: 'openai/text', api_base: `http://127.0.0.1:${upstream}/v1`, api_key: 'none' }
  const config = {
    model_list: [{ model_name: 'text', litellm_params: parameters }],
    general_settings: { master_key: key },
  }
  const file = join(folder, 'config.yaml')
  // JSON is YAML.
  await writeFile(file, JSON.stringify(config))
  const port = await freePort()
  const options = ['--config', file, '--host', '127.0.0.1', '--port', `${port}`]
  const child = spawn(program('litellm'), options, {
    env: {
      ...{ PATH: process.env.PATH, HOME: folder, LITELLM_LOG: 'ERROR' },
      // Its prices come with the package, so that it starts without a network.
      LITELLM_LOCAL_MODEL_COST_MAP: 'True',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (part: Buffer) => {
    said = (said + part.toString()).slice(-2_000)
  })
  const isUp = () =>
    fetch(`http://127.0.0.1:${port}/health/liveliness`).then(
      ({ ok }) => ok,
      () => false,
    )
  const end = async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    await rm(folder, { recursive: true, force: true })
  }
  const deadline = performance.now() + startMs
  while (!(await isUp())) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await end()
      throw new Error(`LiteLLM did not start: ${said}`)
    }
    await sleep(250)
  }
  return { api: { port, key }, cpuMs: () => cpuMsOf(child.pid!), [Symbol.asyncDispose]: end }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
