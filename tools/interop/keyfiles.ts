import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type CreateHotkeyOptions,
  createColdkey,
  createHotkey,
  decodeAddress,
  type Keypair,
  listWallets,
  loadColdkey,
  loadHotkey,
  openWallet,
  passwordVariable,
  verifySignature,
  walletFiles,
} from '@subnetkit/wallet'
import { encodePassword } from '@subnetkit/wallet/conformance'
import { z } from 'zod'
import { run } from './process.js'
import type { PythonEnvironment } from './python.js'
import type { Report } from './report.js'
import { runScript } from './script.js'

const DEADLINE_MS = 180_000
const SCRIPT = fileURLToPath(new URL('keyfiles.py', import.meta.url))
const PASSWORD = 'Pass-wörter 4 tests'
const MESSAGE = 'keyfiles both ways'
const message = new TextEncoder().encode(MESSAGE)

/** Hotkeys that are written here for the other side to read. */
const hotkeys: Readonly<Record<string, Pick<CreateHotkeyOptions, 'source' | 'words' | 'scheme'>>> = {
  hot: {},
  long: { words: 24 },
  seed: { source: { seed: `0x${'5a'.repeat(32)}` } },
  path: { source: { uri: '//Alice//hot' } },
  soft: { source: { uri: '//Alice/soft' } },
  edwards: { scheme: 'ed25519' },
}

const key = z.object({ address: z.string(), signature: z.string() })
const made = z.object({
  coldkey: key,
  hot: key,
  path: key,
  text: key,
  edwards: key,
  environment: z.record(z.string(), z.string()),
})

/** Wallets written by either side and opened by the other. `client` names the official one. */
export async function testKeyfiles(client: string, python: PythonEnvironment, report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'subnetkit-keyfiles-'))
  const step = (name: string, work: () => Promise<void>) => report.step(`${client} keyfiles: ${name}`, work)
  try {
    const expected = await writeOurs(folder)
    const command = [python.program('python'), SCRIPT, folder, JSON.stringify(expected)] as const
    const env = { HOME: folder, BT_NO_PARSE_CLI_ARGS: '1' }
    await runScript(`${client} keyfiles`, command, { env, deadlineMs: DEADLINE_MS }, report)
    const theirs = made.parse(JSON.parse(await readFile(join(folder, 'made.json'), 'utf8')))
    const name = 'theirs'
    await step('we open its encrypted coldkey', async () =>
      expectKey(await loadColdkey({ path: folder, name, password: PASSWORD }), theirs.coldkey),
    )
    await step('we open it by its variable', async () =>
      expectKey(await loadColdkey({ path: folder, name, env: theirs.environment }), theirs.coldkey),
    )
    for (const hotkey of ['hot', 'path', 'text', 'edwards'] as const) {
      await step(`we read its hotkey ${hotkey}`, async () =>
        expectKey(await loadHotkey({ path: folder, name, hotkey, env: {} }), theirs[hotkey]),
      )
    }
    await step('we read its public files and list them', async () => {
      const wallet = await openWallet({ path: folder, name: 'theirs/hot' })
      expectEqual(wallet.coldkey.address, theirs.coldkey.address, 'the coldkey')
      const listed = (await listWallets({ path: folder })).find((one) => one.name === name)
      const names = listed?.hotkeys.map((hotkey) => hotkey.name).join()
      expectEqual(names, 'edwards,hot,path,text', 'the hotkeys')
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The command line of the SDK 11 on a wallet that was written here. */
export async function testBtcliKeyfiles(python: PythonEnvironment, report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'subnetkit-btcli-keys-'))
  const wallets = join(folder, 'wallets')
  try {
    const coldkey = await createColdkey({ path: wallets, name: 'ours', password: PASSWORD })
    await createHotkey({ path: wallets, name: 'ours', hotkey: 'hot' })
    await report.step('btcli 11 keyfiles: signs with our encrypted coldkey', async () => {
      const args = ['--json', 'wallet', 'sign', '-w', 'ours', '--wallet-path', wallets, '--message', MESSAGE]
      const env = { HOME: folder, COLUMNS: '200', BT_WALLET_PASSWORD: PASSWORD }
      const { code, output } = await run(python.program('btcli'), args, { env, deadlineMs: DEADLINE_MS })
      if (code !== 0) throw new Error(`btcli ended with ${code ?? 'the deadline'}: ${output.slice(-200)}`)
      const [signature = ''] = /\b[0-9a-f]{128}\b/.exec(output) ?? []
      expectSignature(coldkey.address, signature)
    })
    await report.step('btcli 11 keyfiles: shows our wallet', async () => {
      const args = ['wallet', 'show', '-w', 'ours', '-H', 'hot', '--wallet-path', wallets]
      const env = { HOME: folder, COLUMNS: '200' }
      const { output } = await run(python.program('btcli'), args, { env, deadlineMs: DEADLINE_MS })
      if (!output.includes(coldkey.address))
        throw new Error(`no coldkey in the output: ${output.slice(-200)}`)
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function writeOurs(path: string) {
  const name = 'ours'
  await createColdkey({ path, name, password: PASSWORD })
  const signed: Record<string, z.infer<typeof key>> = {}
  for (const [hotkey, options] of Object.entries(hotkeys)) {
    await createHotkey({ path, name, hotkey, ...options })
    signed[hotkey] = sign(await loadHotkey({ path, name, hotkey, env: {} }))
  }
  const variable = passwordVariable(walletFiles({ path, name }).coldkey)
  return {
    password: PASSWORD,
    message: MESSAGE,
    coldkey: sign(await loadColdkey({ path, name, password: PASSWORD })),
    hotkeys: signed,
    environment: { [variable]: encodePassword(variable, PASSWORD) },
  }
}

function sign(keypair: Keypair): z.infer<typeof key> {
  return { address: keypair.address, signature: Buffer.from(keypair.sign(message)).toString('hex') }
}

function expectKey(keypair: Keypair, theirs: z.infer<typeof key>): void {
  expectEqual(keypair.address, theirs.address, 'the address')
  expectSignature(theirs.address, theirs.signature, keypair.scheme)
  expectSignature(theirs.address, sign(keypair).signature, keypair.scheme)
}

function expectSignature(address: string, signature: string, scheme: Keypair['scheme'] = 'sr25519'): void {
  const bytes = Buffer.from(signature, 'hex')
  if (!verifySignature({ scheme, publicKey: decodeAddress(address), message, signature: bytes })) {
    throw new Error(`the signature of ${address} does not verify`)
  }
}

function expectEqual(actual: unknown, expected: unknown, what: string): void {
  if (actual !== expected) throw new Error(`${what} is ${String(actual)} instead of ${String(expected)}`)
}
