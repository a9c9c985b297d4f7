import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { reasonOf } from '@subnetkit/base'
import type { CaseResult, VectorKind } from './kind.js'
import { stepVectors } from './steps.js'
import { timelockVectors } from './timelock.js'
import { wireVectors } from './wire.js'
import { yumaVectors } from './yuma.js'

const usage = `Runs our implementation over vector files and compares every value.

  npm run vectors -- <file or folder> [...]

Examples
  npm run vectors -- packages/yuma/fixtures
  npm run vectors -- my-epochs/reference-epochs-yuma3.json

A file's kind follows from its name; folders are read with all that is below them. Ends with
"N passed, N failed"; exit code 0 when nothing failed, 1 when something did, 2 for a bad argument.
`

const kinds: readonly VectorKind[] = [...yumaVectors, ...wireVectors, ...timelockVectors, ...stepVectors]

/** Problems printed for one file before the rest is only counted. */
const problemsShown = 10

class UsageError extends Error {}

async function jsonFiles(path: string): Promise<string[]> {
  const entry = await stat(path).catch(() => {
    throw new UsageError(`no such file or folder: ${path}`)
  })
  if (!entry.isDirectory()) return [path]
  const names = await readdir(path, { recursive: true })
  return names
    .filter((name) => /\.json(\.gz)?$/.test(name))
    .sort()
    .map((name) => join(path, name))
}

interface Ran {
  readonly results: readonly CaseResult[]
  readonly table?: readonly string[] | undefined
}

async function runFile(path: string): Promise<Ran> {
  const kind = kinds.find((candidate) => candidate.fileName.test(basename(path)))
  if (!kind) return failed('unknown kind of vector file: no implementation for this name')
  try {
    const bytes = await readFile(path)
    const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
    const file: unknown = JSON.parse(text)
    const ran = await kind.run(file, text)
    const results = [...ran]
    return results.length > 0 ? { results, table: ran.table } : failed('holds no case')
  } catch (error) {
    return failed(reasonOf(error))
  }
}

const failed = (problem: string): Ran => ({ results: [{ name: 'file', problem }] })

function report(path: string, { results, table = [] }: Ran): void {
  const failures = results.filter((result) => result.problem !== null)
  process.stdout.write(`${failures.length === 0 ? 'ok  ' : 'FAIL'} ${path}: ${results.length} cases\n`)
  for (const { name, problem } of failures.slice(0, problemsShown)) {
    process.stdout.write(`     ${name}: ${problem}\n`)
  }
  if (failures.length > problemsShown) {
    process.stdout.write(`     and ${failures.length - problemsShown} more\n`)
  }
  for (const line of table) process.stdout.write(`     ${line}\n`)
}

async function main(paths: readonly string[]): Promise<number> {
  if (paths.length === 0 || paths.some((path) => path === '--help' || path === '-h')) {
    process.stdout.write(usage)
    return paths.length === 0 ? 2 : 0
  }
  const option = paths.find((path) => path.startsWith('-'))
  if (option !== undefined) throw new UsageError(`unknown option ${option}; see --help`)
  const files = (await Promise.all(paths.map(jsonFiles))).flat()
  if (files.length === 0) throw new UsageError(`no vector file (*.json, *.json.gz) in ${paths.join(', ')}`)

  let passed = 0
  let wrong = 0
  for (const file of files) {
    const ran = await runFile(file)
    report(file, ran)
    const { results } = ran
    const failures = results.filter((result) => result.problem !== null).length
    wrong += failures
    passed += results.length - failures
  }
  process.stdout.write(`${passed} passed, ${wrong} failed\n`)
  return wrong === 0 ? 0 : 1
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
