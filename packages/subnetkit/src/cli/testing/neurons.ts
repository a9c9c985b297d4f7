import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RunningDevnet, startDevnet } from '../../devnet/start-devnet.js'
import { adder } from '../../testing/adder.js'
import { type CliRun, type CliRunOptions, runInProcess } from './cli.js'

/** The module that the commands of tests run: adds two numbers. */
export const adderModule = fileURLToPath(new URL('adder-module.ts', import.meta.url))

/** A devnet with the subnet of {@link adderModule}, and wallet `dev` with hotkeys `miner` and `val`, which are registered. */
export interface NeuronChain extends AsyncDisposable {
  readonly devnet: RunningDevnet
  readonly home: string
  readonly env: Readonly<Record<string, string>>
  write(name: string, content: string | object): Promise<string>
  run(line: string, options?: CliRunOptions): Promise<CliRun>
}

export async function createNeuronChain(): Promise<NeuronChain> {
  const home = await mkdtemp(join(tmpdir(), 'subnet-neurons-'))
  const devnet = await startDevnet({ subnet: adder, port: 0, log: false, signals: false })
  const env = {
    HOME: home,
    BT_NETWORK: devnet.network,
    BT_WALLET: 'dev',
    SUBNETKIT_SUBNET_NETUID: `${devnet.netuid}`,
  }
  const write: NeuronChain['write'] = async (name, content) => {
    const path = join(home, name)
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
    return path
  }
  const run: NeuronChain['run'] = (line, options = {}) =>
    runInProcess(line.split(' '), { ...options, env: { ...env, ...options.env } })
  for (const [hotkey, uri] of [
    ['miner', '//miner-1'],
    ['val', '//validator-1'],
  ]) {
    const secret = await write('secret', uri ?? '')
    const { code, stderr } = await run(`wallet regen hotkey -H ${hotkey} --secret-file ${secret}`)
    if (code !== 0) throw new Error(stderr)
  }
  return {
    devnet,
    home,
    env,
    write,
    run,
    async [Symbol.asyncDispose]() {
      await devnet.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Runs a command until `seen` is on one of its streams, then interrupts it. */
export async function runUntil(
  chain: NeuronChain,
  line: string,
  seen: string | RegExp | ((all: string) => boolean),
  meanwhile: () => Promise<void> = async () => {},
): Promise<CliRun> {
  const interrupt = new AbortController()
  let all = ''
  let work: Promise<void> | undefined
  const look = (text: string) => {
    all += text
    const isSeen =
      typeof seen === 'function' ? seen(all) : typeof seen === 'string' ? all.includes(seen) : seen.test(all)
    if (isSeen) work ??= meanwhile().finally(() => interrupt.abort())
  }
  const run = await chain.run(line, { signal: interrupt.signal, onStdout: look, onStderr: look })
  await work
  return run
}
