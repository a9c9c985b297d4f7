import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { type PythonEnvironment, PythonUnavailable, pythonEnvironment } from '../../interop/python.js'
import { refuseWrongOptions, wholeNumber } from '../../options.js'
import { renderTable } from '../../table.js'
import { inMs, latenciesOf } from '../latencies.js'
import { buildMiner } from './build-miner.js'
import { type Contestant, contestants } from './contestants.js'
import { compareGateways } from './gateways.js'
import { runLoad } from './load.js'
import { inFlight } from './requests.js'
import { pinLoad, type ServerProcess, serverCore, startServer } from './server-process.js'

const description =
  'Measures our miner beside the servers that other miners run, in one run: the server on one core, the load on ' +
  `another, ${inFlight} requests in flight; and our gateway beside LiteLLM's proxy. Needs Python and PyPI. Compiles our miner first; the native addon needs ` +
  'npm run build:native.'

/** Folder of the environments between runs, shared with test:interop; ignored by git. */
const CACHE = fileURLToPath(new URL('../../../.subnetkit/interop/', import.meta.url))
const warmUp = 1_500

interface Measured {
  readonly perSecond: number[]
  readonly durations: number[]
  readonly cpuUs: number[]
}

async function main(argv: readonly string[]): Promise<number> {
  const program = refuseWrongOptions(new Command('bench:peers'))
    .description(description)
    .option('--seconds <n>', 'length of each measurement', wholeNumber(1), 3)
    .option('--rounds <n>', 'measurements of each server', wholeNumber(1), 4)
    .option('--only <text>', 'servers whose name contains this text, besides the reference', '')
    .option('--part <name>', 'miners, gateways or all', 'all')
    .option('--json', 'print JSON instead of the table', false)
    .addHelpText('after', '\nExample:\n  npm run bench:peers -- --only session')
    .parse(argv, { from: 'user' })
  const values = program.opts<{
    readonly seconds: number
    readonly rounds: number
    readonly only: string
    readonly part: string
    readonly json: boolean
  }>()
  if (!['all', 'miners', 'gateways'].includes(values.part)) {
    process.stderr.write(`no part ${values.part}; the parts are miners, gateways and all\n`)
    return 2
  }
  const status = values.part === 'gateways' ? 0 : await compareMiners(values)
  if (status === 0 && values.part !== 'miners' && !values.json) {
    process.stdout.write(await compareGateways(values))
  }
  return status
}

async function compareMiners(values: {
  readonly seconds: number
  readonly rounds: number
  readonly only: string
  readonly json: boolean
}): Promise<number> {
  let environments: readonly [PythonEnvironment, PythonEnvironment]
  try {
    environments = await pythonEnvironments()
  } catch (error) {
    if (!(error instanceof PythonUnavailable)) throw error
    process.stdout.write(`bench:peers needs Python and PyPI, which cannot be had here: ${error.message}\n`)
    return 0
  }
  process.stderr.write('compiling our miner …\n')
  if (!(await buildMiner())) {
    process.stderr.write('our miner does not compile; see npm run build\n')
    return 1
  }
  const isPinned = pinLoad()
  if (!isPinned) process.stderr.write('taskset is not available: server and load may share cores\n')
  const wallets = await mkdtemp(join(tmpdir(), 'subnetkit-peers-'))
  try {
    const [current, sdk10] = environments
    const all = contestants({ current, sdk10, wallets }).filter(
      ({ name, kind }) => kind === 'reference' || name.includes(values.only),
    )
    if (all.length === 1 && !all[0]!.name.includes(values.only)) {
      process.stderr.write(`no server contains ${values.only}\n`)
      return 2
    }
    const measured = await measure(all, {
      ...values,
      cores: isPinned ? serverCore : null,
    })
    const rows = rowsOf(all, measured)
    process.stdout.write(values.json ? `${JSON.stringify(rows, null, 2)}\n` : table(rows))
  } finally {
    await rm(wallets, { recursive: true, force: true })
  }
  return 0
}

async function pythonEnvironments() {
  process.stderr.write('installing the Python packages …\n')
  return [
    await pythonEnvironment(join(CACHE, 'peers'), 'bittensor==11.3.0', 'fastapi==0.165.0', 'uvicorn==0.54.0'),
    await pythonEnvironment(join(CACHE, 'bittensor-10'), 'bittensor>=10,<11'),
  ] as const
}

/** All of them, in turns: forward in one round, backward in the next, so that a busy machine weighs on each alike. */
async function measure(
  all: readonly Contestant[],
  {
    seconds,
    rounds,
    cores,
  }: { readonly seconds: number; readonly rounds: number; readonly cores: string | null },
): Promise<ReadonlyMap<Contestant, Measured>> {
  const measured = new Map<Contestant, Measured>()
  const servers = new Map<Contestant, { readonly server: ServerProcess; readonly rate: number }>()
  try {
    for (const contestant of all) {
      const { name, command, env, requests } = contestant
      process.stderr.write(`starting ${name} …\n`)
      const server = await startServer(command, { cores, ...(env && { env }) })
      servers.set(contestant, { server, rate: 0 })
      await runLoad(server.port, inFlight, await requests(server.port, warmUp))
      const { perSecond: rate } = await runLoad(server.port, inFlight, await requests(server.port, warmUp))
      servers.set(contestant, { server, rate })
      measured.set(contestant, { perSecond: [], durations: [], cpuUs: [] })
    }
    for (let round = 0; round < rounds; round++) {
      process.stderr.write(`round ${round + 1} of ${rounds} …\n`)
      for (const contestant of round % 2 === 0 ? all : all.toReversed()) {
        const { server, rate } = servers.get(contestant)!
        const count = Math.max(inFlight, Math.round(rate * seconds))
        const take = await contestant.requests(server.port, count)
        const before = server.cpuMs()
        const { perSecond, durations } = await runLoad(server.port, inFlight, take)
        const after = server.cpuMs()
        const results = measured.get(contestant)!
        results.perSecond.push(perSecond)
        for (const duration of durations) results.durations.push(duration)
        if (before !== null && after !== null)
          results.cpuUs.push(((after - before) * 1_000) / durations.length)
      }
    }
  } finally {
    for (const { server } of servers.values()) await server[Symbol.asyncDispose]()
  }
  return measured
}

interface Row {
  readonly name: string
  readonly perSecond: number
  /** Against the reference, which is 1. */
  readonly ratio: number
  readonly p50: number
  readonly p99: number
  readonly worst: number
  /** CPU time of the server for one request, in µs. */
  readonly cpuUs: number | null
}

function rowsOf(all: readonly Contestant[], measured: ReadonlyMap<Contestant, Measured>): Row[] {
  const rate = (contestant: Contestant) => median(measured.get(contestant)!.perSecond)
  const reference = rate(all.find(({ kind }) => kind === 'reference')!)
  return all.map((contestant) => {
    const { durations, cpuUs } = measured.get(contestant)!
    const perSecond = rate(contestant)
    return {
      name: contestant.name,
      perSecond,
      ratio: perSecond / reference,
      ...latenciesOf(durations),
      cpuUs: cpuUs.length > 0 ? median(cpuUs) : null,
    }
  })
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function table(rows: readonly Row[]): string {
  return renderTable(
    [
      { heading: 'server', cell: ({ name }) => name },
      { heading: 'requests/s', align: 'right', cell: ({ perSecond }) => `${Math.round(perSecond)}` },
      { heading: 'ratio', align: 'right', cell: ({ ratio }) => `${ratio.toFixed(2)}×` },
      { heading: 'p50 ms', align: 'right', cell: ({ p50 }) => inMs(p50) },
      { heading: 'p99 ms', align: 'right', cell: ({ p99 }) => inMs(p99) },
      { heading: 'worst ms', align: 'right', cell: ({ worst }) => inMs(worst) },
      {
        heading: 'CPU µs',
        align: 'right',
        cell: ({ cpuUs }) => (cpuUs === null ? '' : `${Math.round(cpuUs)}`),
      },
    ],
    rows,
  )
}

process.exitCode = await main(process.argv.slice(2))
