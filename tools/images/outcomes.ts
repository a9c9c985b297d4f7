import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../boundaries/workspace.js'
import type { Outcome } from './judge.js'

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[]
  }[]
}

/** Runs the client's suite on a devnet of this version: all of it, or these files. */
export function outcomesOn(specVersion: number, files: readonly string[] = []): Outcome[] {
  const folder = mkdtempSync(join(tmpdir(), 'subnetkit-images-'))
  const file = join(folder, 'report.json')
  try {
    spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        ...['run', '--config', 'vitest.images.config.ts', '--reporter=json', `--outputFile=${file}`],
        ...files,
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
