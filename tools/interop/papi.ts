import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BlockTime, createDevnet } from '@subnetkit/devnet'
import { run } from './process.js'
import { lastLine } from './python.js'
import type { Report } from './report.js'
import { runScript } from './script.js'

const DEADLINE_MS = 60_000
const INSTALL_DEADLINE_MS = 300_000
const PACKAGES = ['polkadot-api@2.2.2', '@polkadot-labs/hdkd', '@polkadot-labs/hdkd-helpers', 'ws@8']

/** polkadot-api, which the repository itself has no use for: installed in `folder`. */
export async function testPapi(folder: string, report: Report): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n')
  const flags = ['--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--silent']
  const installed = await run('npm', ['install', ...flags, ...PACKAGES], { deadlineMs: INSTALL_DEADLINE_MS })
  if (installed.code !== 0) {
    report.say(`skipped: polkadot-api cannot be had here (${lastLine(installed.output)}).`)
    return
  }
  await runAgainst(folder, 'papi.mjs', 250, report)
  await runAgainst(folder, 'papi-reverts.mjs', 'manual', report)
}

async function runAgainst(folder: string, name: string, blockTime: BlockTime, report: Report): Promise<void> {
  const script = join(folder, name)
  await copyFile(fileURLToPath(new URL(name, import.meta.url)), script)
  await using devnet = await createDevnet({ port: 0, blockTime })
  const command = [process.execPath, script, devnet.url ?? ''] as const
  await runScript('polkadot-api', [...command], { deadlineMs: DEADLINE_MS }, report)
}
