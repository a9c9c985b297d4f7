import { runMiner, runValidator, startDevnet, type ValidatorEvent } from 'subnetkit'
import { issueKey, runGateway } from 'subnetkit/gateway'
import { expect, test, vi } from 'vitest'
import { alertGroups } from './all-alerts.js'
import { hasPromtool, noPromtool, promtool } from './promtool.js'
import { rulesFile } from './rules-file.js'
import { allMetrics } from './table.js'
import { carelessProtocol, faultySubnet } from './testing/faulty-subnet.js'
import { namesIn, type Scrape, scrape, seriesOf } from './testing/scrape.js'

const quiet = { signals: false, log: false } as const

/** A devnet with a validator, two miners and a gateway; the faults are in the hands of the test. */
async function start() {
  const faults = { malformed: false, gate: Promise.resolve() }
  const subnet = faultySubnet(() => faults.gate)
  const devnet = await startDevnet({ ...quiet, subnet, port: 0, miners: 2, blockTime: 100 })
  const { network, netuid, miners, validators } = devnet
  const at = { ...quiet, network, netuid, metrics: { port: 0 } }
  const double = ({ input: { n } }: { readonly input: { readonly n: number } }) => ({ n: 2 * n })
  const good = await runMiner(subnet, { double }, { ...at, hotkey: miners[0], port: 0 })
  const careless = await runMiner(
    { ...subnet, protocol: carelessProtocol } as never,
    { double: (call: Parameters<typeof double>[0]) => (faults.malformed ? 'two' : double(call)) } as never,
    { ...at, hotkey: miners[1], port: 0 },
  )
  const events: ValidatorEvent[] = []
  const validator = await runValidator(subnet, {
    ...{ ...at, hotkey: validators[0], directory: null, roundBlocks: 8, scoresAtOnce: 1 },
    onEvent: (event) => void events.push(event),
  })
  const gateway = await runGateway(subnet, { ...at, hotkey: validators[0], port: 0, directory: null })
  const urlOf = (address: { readonly host: string; readonly port: number } | null) =>
    `http://${address?.host}:${address?.port}`
  return {
    ...{ faults, devnet, gateway, netuid },
    urls: { validator: urlOf(validator.health), miner: urlOf(good.metrics), gateway: urlOf(gateway.metrics) },
    /** Waits for an event that comes from now on. */
    async next(kind: ValidatorEvent['kind'], isIt: (event: never) => boolean = () => true) {
      const from = events.length
      await vi.waitFor(
        () =>
          expect(events.slice(from).some((event) => event.kind === kind && isIt(event as never))).toBe(true),
        { timeout: 30_000, interval: 50 },
      )
    },
    async [Symbol.asyncDispose]() {
      for (const one of [gateway, validator, careless, good, devnet]) await one.close()
    },
  }
}

/** Tests of `promtool test rules`: all or none of some alerts fire at the end of what was scraped. */
const testOf = (names: readonly string[], fire: boolean, scrapes: readonly [Scrape, Scrape?]) => ({
  interval: '1m',
  input_series: seriesOf(scrapes[0], scrapes[1], 10),
  promql_expr_test: names.map((name) => {
    const [alert, labels] = [`alertname="${name}"`, '{alertname="FIRING"}']
    return {
      expr: `label_replace(count(ALERTS{${alert}, alertstate="firing"}) > bool 0 or vector(0), "alertname", "FIRING", "", "")`,
      eval_time: '18m',
      exp_samples: [{ labels, value: fire ? 1 : 0 }],
    }
  }),
})

const faulty = ['QueriesMalformed', 'WeightsRefused', 'QueueStuck', 'ChainStalled']

test.skipIf(!hasPromtool)(
  `faults of a real validator make its alerts fire, and nothing does before (${hasPromtool ? 'found' : noPromtool})`,
  async () => {
    await using run = await start()
    const { faults, devnet, urls, next, gateway, netuid } = run
    await next('weights-set')
    const { key } = await issueKey(gateway, { name: 'test' })
    const headers = { authorization: `Bearer ${key}` }
    const asked = { method: 'POST', headers, body: JSON.stringify({ n: 4 }) }
    expect((await fetch(`${gateway.url}/subnets/faulty/double`, asked)).status).toBe(200)
    const scrapes = await Promise.all(Object.values(urls).map(scrape))
    for (const one of scrapes) {
      expect(await promtool(['check', 'metrics'], {}, one.text)).toEqual({ status: 0, output: '' })
      const known = new Set(allMetrics.map(([name]) => name))
      expect([...namesIn(one)].filter((name) => !known.has(name))).toEqual([])
    }
    const before = await scrape(urls.validator)
    for (const name of mustHave) expect(namesIn(before)).toContain(name)

    faults.malformed = true
    await next(
      'task-done',
      (event: { receipt: { outcome: string } }) => event.receipt.outcome === 'malformed',
    )
    devnet.chain.setStorage('SubtensorModule', 'WeightsVersionKey', [netuid], 99n)
    await next('weights-refused')
    let release = () => {}
    faults.gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const age = 'queue_oldest_age_seconds{queue="score"}'
    await vi.waitFor(
      async () => {
        const { values } = await scrape(urls.validator)
        expect(values.get(age)).toBeGreaterThan(values.get('round_length_seconds') ?? Number.NaN)
      },
      { timeout: 30_000, interval: 200 },
    )
    await devnet.close()
    const after = await scrape(urls.validator)
    release()
    const tests = [testOf(faulty, false, [before]), testOf(faulty, true, [before, after])]
    const files = {
      'rules.yml': rulesFile(alertGroups),
      'test.yml': JSON.stringify({ rule_files: ['rules.yml'], tests }),
    }
    expect(await promtool(['test', 'rules', 'test.yml'], files)).toMatchObject({ status: 0 })
  },
)

const mustHave = [
  ...['chain_last_block_timestamp_seconds', 'chain_finalized_lag_blocks', 'round_state', 'round_seconds'],
  ...['queries_total', 'query_seconds', 'score', 'weights_last_included_timestamp_seconds', 'queue_depth'],
  ...[
    'queue_oldest_age_seconds',
    'outbox_open',
    'store_bytes',
    'vtrust',
    'incentive',
    'event_loop_p99_seconds',
  ],
]
