import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createDevnet } from '@subnetkit/devnet'
import { z } from 'zod'
import { run } from './process.js'
import { lastLine, type PythonEnvironment } from './python.js'
import type { Report } from './report.js'

const DEADLINE_MS = 300_000
const SCRIPT = fileURLToPath(new URL('sdk10.py', import.meta.url))

const result = z.object({ step: z.string(), problem: z.string().optional() })

/** The Python SDK 10, by a script of its own that tells step by step how it went. */
export async function testSdk10(python: PythonEnvironment, report: Report): Promise<void> {
  await using devnet = await createDevnet({ port: 0, blockTime: 250, allowLoopbackAxons: true })
  const wallets = await mkdtemp(join(tmpdir(), 'subnetkit-sdk10-'))
  try {
    const args = [SCRIPT, devnet.url ?? '', wallets]
    const env = { HOME: wallets, BT_NO_PARSE_CLI_ARGS: '1' }
    const { code, output } = await run(python.program('python'), args, { env, deadlineMs: DEADLINE_MS })
    for (const line of output.split('\n').filter((text) => text.startsWith('{"step"'))) {
      const { step, problem } = result.parse(JSON.parse(line))
      report.note(`SDK 10: ${step}`, problem)
    }
    if (code !== 0)
      report.note('SDK 10: the script', `ended with ${code ?? 'the deadline'}: ${lastLine(output)}`)
  } finally {
    await rm(wallets, { recursive: true, force: true })
  }
}
