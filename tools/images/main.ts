import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../boundaries/workspace.js'
import { judge, type Outcome } from './judge.js'
import { versions } from './versions.js'

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[]
  }[]
}

const asked = process.argv.slice(2)
if (!asked.every((text) => /^[1-9][0-9]{0,8}$/.test(text))) {
  process.stderr.write('Name spec versions, such as 381 473, or none for all at which a rule changes.\n')
  process.exit(2)
}
let isClean = true
for (const specVersion of asked.length > 0 ? asked.map(Number) : versions) {
  const { failed, explained, idle } = judge(specVersion, outcomesOn(specVersion))
  isClean &&= failed.length === 0
  process.stdout.write(
    `spec ${specVersion}: ${failed.length} failed, ${explained} not held by this version\n`,
  )
  for (const name of failed) process.stdout.write(`  failed: ${name}\n`)
  for (const name of idle) process.stdout.write(`  holds after all: ${name}\n`)
}
process.exitCode = isClean ? 0 : 1

/** Runs the client's suite on a devnet of this version. */
function outcomesOn(specVersion: number): Outcome[] {
  const folder = mkdtempSync(join(tmpdir(), 'subnetkit-images-'))
  const file = join(folder, 'report.json')
  try {
    spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        ...['run', '--config', 'vitest.images.config.ts', '--reporter=json', `--outputFile=${file}`],
      ],
      {
        cwd: root,
        env: { ...process.env, DEVNET_SPEC: String(specVersion) },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    )
    const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report
    return testResults.flatMap(({ name, message, assertionResults }) => {
      const tests = assertionResults
        .filter(({ status }) => status === 'passed' || status === 'failed')
        .map(({ title, status }) => ({ file: name, name: title, passed: status === 'passed' }))
      // A file that cannot be loaded has no tests.
      return tests.length > 0
        ? tests
        : [{ file: name, name: message || 'no test ran', passed: message === '' }]
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
