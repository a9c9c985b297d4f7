import { renderTable } from '../table.js'
import type { BenchRow } from './bench.js'
import { inMs, type Latencies } from './latencies.js'

const usage = `Measures our implementation beside a reference, in the same run, and prints the ratio.

  npm run bench [-- <suite> ...] [--json]

Suites: yuma, protocol, streams, binary, queue, text, devnet, metagraph, requests, weights, timelock, lab, fan-out, heavy, workers, engine, engine-steps, engine-workers, engine-fold, engine-explain, engine-growth, boot, gateway (default: all)
Example: npm run bench -- yuma
`

/** Suites are imported one by one, so that one suite's memory and timers do not weigh on another. */
const suites: Readonly<Record<string, () => Promise<BenchRow[]>>> = {
  yuma: async () => (await import('./yuma.js')).yumaBench(),
  protocol: async () => (await import('./protocol.js')).protocolBench(),
  streams: async () => (await import('./streams.js')).streamsBench(),
  binary: async () => (await import('./binary.js')).binaryBench(),
  queue: async () => (await import('./queue.js')).queueBench(),
  text: async () => (await import('./text.js')).textBench(),
  devnet: async () => (await import('./devnet.js')).devnetBench(),
  metagraph: async () => (await import('./metagraph.js')).metagraphBench(),
  requests: async () => (await import('./requests.js')).requestsBench(),
  weights: async () => (await import('./weights.js')).weightsBench(),
  timelock: async () => (await import('./timelock.js')).timelockBench(),
  lab: async () => (await import('./lab.js')).labBench(),
  heavy: async () => (await import('./heavy.js')).heavyBench(),
  workers: async () => (await import('./workers.js')).workersBench(),
  engine: async () => (await import('./engine.js')).engineBench(),
  'engine-steps': async () => (await import('./engine-steps.js')).engineStepsBench(),
  'engine-workers': async () => (await import('./engine-workers.js')).engineWorkersBench(),
  'engine-fold': async () => (await import('./engine-fold.js')).engineFoldBench(),
  'engine-explain': async () => (await import('./engine-explain.js')).engineExplainBench(),
  'engine-growth': async () => (await import('./engine-growth.js')).engineGrowthBench(),
  boot: async () => (await import('./boot.js')).bootBench(),
  gateway: async () => (await import('./gateway/gateway.js')).gatewayBench(),
  'fan-out': async () => (await import('./fan-out.js')).fanOutBench(),
}

async function main(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(usage)
    return 0
  }
  const json = argv.includes('--json')
  const wanted = argv.filter((word) => word !== '--json')
  const unknown = wanted.find((name) => !(name in suites))
  if (unknown !== undefined) {
    const what = unknown.startsWith('-') ? 'option' : 'suite'
    process.stderr.write(`no ${what} ${unknown}; the suites are ${Object.keys(suites).join(', ')}\n`)
    return 2
  }
  const rows: (BenchRow & { suite: string })[] = []
  for (const [suite, run] of Object.entries(suites)) {
    if (wanted.length > 0 && !wanted.includes(suite)) continue
    process.stderr.write(`measuring ${suite} …\n`)
    rows.push(...(await run()).map((row) => ({ suite, ...row })))
  }
  process.stdout.write(
    json
      ? `${JSON.stringify(rows, null, 2)}\n`
      : renderTable(
          [
            { heading: 'suite', cell: (row) => row.suite },
            { heading: 'what', cell: (row) => row.name },
            { heading: 'ours', align: 'right', cell: (row) => row.value },
            { heading: 'reference', align: 'right', cell: (row) => row.reference },
            { heading: 'ratio', align: 'right', cell: (row) => row.ratio },
            { heading: 'p50 ms', align: 'right', cell: timeOf('p50') },
            { heading: 'p99 ms', align: 'right', cell: timeOf('p99') },
            { heading: 'worst ms', align: 'right', cell: timeOf('worst') },
          ],
          rows,
        ),
  )
  return 0
}

const timeOf = (which: keyof Latencies) => (row: BenchRow) =>
  row.latencies ? inMs(row.latencies[which]) : ''

process.exitCode = await main(process.argv.slice(2))
