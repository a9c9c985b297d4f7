import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDevnet, type Devnet, type DevnetOptions } from '@subnetkit/devnet'
import { type CliRun, type CliRunOptions, runInProcess } from './cli.js'

/** A devnet, a home folder of its own, and the command over both. */
export interface CliChain extends AsyncDisposable {
  readonly devnet: Devnet
  readonly home: string
  /** Variables that make a process use both. */
  readonly env: Readonly<Record<string, string>>
  /** Runs a command line, split at blanks; fails the test when the exit code is another than `code`. */
  run(line: string, options?: CliRunOptions & { readonly code?: number }): Promise<CliRun>
  /** Writes a file into the home folder and gives its path. */
  write(name: string, content: string): Promise<string>
}

/** Starts it, with the clock of this machine; wallet `rich` holds //Alice, with the hotkeys that are named. */
export async function createCliChain(
  options: DevnetOptions = {},
  hotkeys: readonly string[] = [],
): Promise<CliChain> {
  const home = await mkdtemp(join(tmpdir(), 'subnet-cli-'))
  const devnet = await createDevnet({
    port: 0,
    preset: 'fast',
    blockTime: 'instant',
    ...options,
  })
  const env = { HOME: home, BT_NETWORK: devnet.url ?? '', BT_WALLET: 'rich' }
  const write = async (name: string, content: string) => {
    const path = join(home, name)
    await writeFile(path, content)
    return path
  }
  const run: CliChain['run'] = async (line, { code = 0, ...more } = {}) => {
    const result = await runInProcess(line.split(' '), { ...more, env: { ...env, ...more.env } })
    if (result.code !== code) {
      throw new Error(`subnet ${line} ended with ${result.code}\n${result.stdout}\n${result.stderr}`)
    }
    return result
  }
  const secret = await write('alice.uri', '//Alice')
  await run(`wallet regen coldkey --no-password --secret-file ${secret}`)
  for (const hotkey of hotkeys) await run(`wallet create --hotkey-only -H ${hotkey}`)
  return {
    devnet,
    home,
    env,
    run,
    write,
    async [Symbol.asyncDispose]() {
      await devnet.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}
