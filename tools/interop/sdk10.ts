import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createDevnet } from '@subnetkit/devnet'
import type { PythonEnvironment } from './python.js'
import type { Report } from './report.js'
import { runScript } from './script.js'

const DEADLINE_MS = 300_000
const SCRIPT = fileURLToPath(new URL('sdk10.py', import.meta.url))

/** The Python SDK 10, from registering a subnet to weights, in a separate script. */
export async function testSdk10(python: PythonEnvironment, report: Report): Promise<void> {
  await using devnet = await createDevnet({ port: 0, blockTime: 250, allowLoopbackAxons: true })
  const wallets = await mkdtemp(join(tmpdir(), 'subnetkit-sdk10-'))
  try {
    const command = [python.program('python'), SCRIPT, devnet.url ?? '', wallets] as const
    const env = { HOME: wallets, BT_NO_PARSE_CLI_ARGS: '1' }
    await runScript('SDK 10', [...command], { env, deadlineMs: DEADLINE_MS }, report)
  } finally {
    await rm(wallets, { recursive: true, force: true })
  }
}
