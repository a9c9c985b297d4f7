import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type SuiteName, suiteNames, suites } from './suites.js'
import { summarise, type TestResult } from './summary.js'

const here = dirname(fileURLToPath(import.meta.url))
const bundle = join(here, '../../node_modules/.cache/e2e-official/node.mjs')

const USAGE = `Runs the official clients' own end-to-end tests, unmodified, against this devnet.

  npm run test:e2e-official -- <folder> [sdk|btcli] [pytest arguments]

The folder holds the clones; virtual environments, logs and results are put there too. Ports 9944 and 9945 must be free.
PYTHON names the interpreter (python3.11), E2E_TIMEOUT the seconds that a test may take (240), E2E_SPEC the spec version\nof the devnet instead of that of the release's time.
`

/** Ends the command with a sentence for the user. */
function stop(sentence: string): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(2)
}

function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', ...options })
  if (error) stop(`Install ${command}: ${error.message}.`)
  return status ?? 1
}

/** The node as one file, so that it starts at once; inside the checkout, where what it loads late is found. */
async function bundleNode(): Promise<void> {
  await build({
    entryPoints: [join(here, 'node.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@subnetkit/source'],
    logLevel: 'error',
    banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
  })
}

function prepare(folder: string, name: SuiteName): { clone: string; python: string } {
  const suite = suites[name]
  const clone = join(folder, suite.clone)
  if (!existsSync(clone)) {
    stop(
      `Clone ${suite.release} first: git clone ${suite.repository} ${clone} && git -C ${clone} checkout ${suite.commit}`,
    )
  }
  const venv = join(folder, `venv-${name}`)
  const python = join(venv, 'bin/python')
  if (!existsSync(python)) {
    if (run(process.env.PYTHON ?? 'python3.11', ['-m', 'venv', venv]) !== 0)
      stop(`Remove ${venv} and try again.`)
    if (run(python, ['-m', 'pip', 'install', '-q', clone, ...suite.pins]) !== 0) {
      rmSync(venv, { recursive: true, force: true })
      stop(`Make the packages of ${suite.release} installable for pip, then try again.`)
    }
  }
  return { clone, python }
}

/** Both suites keep wallets of their own under the same names. */
function removeWallets(): void {
  for (const entry of readdirSync(tmpdir())) {
    if (entry.startsWith('btcli-e2e-wallet-')) rmSync(join(tmpdir(), entry), { recursive: true, force: true })
  }
}

function test(folder: string, name: SuiteName, args: readonly string[]): boolean {
  const { clone, python } = prepare(folder, name)
  const results = join(folder, `results-${name}.jsonl`)
  rmSync(results, { force: true })
  removeWallets()
  const pytest = ['-m', 'pytest', '-q', '-p', 'official_results', '-p', 'no:cacheprovider']
  const timeout = ['--timeout', process.env.E2E_TIMEOUT ?? '240']
  run(python, [...pytest, ...timeout, ...(args.length > 0 ? args : ['tests/e2e_tests'])], {
    cwd: clone,
    env: {
      ...process.env,
      PYTHONPATH: here,
      USE_DOCKER: '0',
      LOCALNET_SH_PATH: join(here, 'localnet.sh'),
      OFFICIAL_NODE: bundle,
      OFFICIAL_NODE_LOG: join(folder, 'node.log'),
      OFFICIAL_RESULTS: results,
      OFFICIAL_SPEC: process.env.E2E_SPEC ?? String(suites[name].specVersion),
      // Else an Axon asks a public service for its address.
      BT_AXON_EXTERNAL_IP: process.env.BT_AXON_EXTERNAL_IP ?? '127.0.0.1',
    },
  })
  if (!existsSync(results)) stop('Look at the output of pytest: it ran no test.')
  const lines = readFileSync(results, 'utf8').trim().split('\n')
  const { passed, failed, skipped, surprises, depended, stale } = summarise(
    name,
    lines.map((line) => JSON.parse(line) as TestResult),
  )
  process.stdout.write(`${suites[name].release}: ${passed} passed, ${failed} failed, ${skipped} skipped\n`)
  for (const { test, message } of surprises)
    process.stdout.write(`unexpected: ${test}: ${message.split('\n')[0]}\n`)
  for (const { test } of depended)
    process.stdout.write(`depends on when a block falls, run it once more alone: ${test}\n`)
  for (const name of stale) process.stdout.write(`passes, though the conformance page names it: ${name}\n`)
  return surprises.length === 0
}

const [given, ...rest] = process.argv.slice(2)
if (given === undefined || given === '--help') {
  process.stdout.write(USAGE)
  process.exit(given === undefined ? 2 : 0)
}
const folder = resolve(given)
mkdirSync(folder, { recursive: true })
const [first, ...others] = rest
const isSuite = (name: string | undefined): name is SuiteName => suiteNames.includes(name as SuiteName)
const chosen = isSuite(first) ? [first] : suiteNames
const args = isSuite(first) ? others : rest
await bundleNode()
const outcomes = chosen.map((name) => test(folder, name, args))
process.exitCode = outcomes.every(Boolean) ? 0 : 1
