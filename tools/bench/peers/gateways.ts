import { homedir } from 'node:os'
import { join } from 'node:path'
import { PythonUnavailable, pythonEnvironment } from '../../interop/python.js'
import { renderTable } from '../../table.js'
import { chatClient } from '../gateway/chat.js'
import { atRate, inFlightOf } from '../gateway/pace.js'
import { promptOf, startGatewaySite, startKind } from '../gateway/site.js'
import { inMs, latenciesOf } from '../latencies.js'
import { litellm, startLiteLlm } from './litellm.js'

/** Folder of LiteLLM's 750 MB, which later runs use again. */
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'subnetkit', 'peers')

const lanes = 32
const warmUpSeconds = 5
/** A rate at which both are idle most of the time: a queue in front of one would say little about the other. */
const rate = { perSecond: 20, count: 100 }
const prompt = promptOf(20)

interface Contestant {
  readonly name: string
  /** Through the gateway. */
  send(): Promise<unknown>
  /** To what is behind it, as a client of it would ask without a gateway. */
  direct(): Promise<unknown>
  cpuMs(): number | null
  readonly perSecond: number[]
  readonly cpu: number[]
  readonly added: number[]
}

/** Measures our gateway beside LiteLLM's proxy, in turns. Returns the table, or a sentence on why there is none. */
export async function compareGateways(options: {
  readonly rounds: number
  readonly seconds: number
}): Promise<string> {
  process.stderr.write('installing LiteLLM …\n')
  let python: Awaited<ReturnType<typeof pythonEnvironment>>
  try {
    python = await pythonEnvironment(join(cache, litellm.replace(/[^\w.]+/g, '-')), litellm)
  } catch (error) {
    if (!(error instanceof PythonUnavailable)) throw error
    return `no comparison of gateways: LiteLLM needs Python and PyPI, which cannot be had here: ${error.message}\n`
  }
  await using site = await startGatewaySite()
  await using chat = await startKind('chat')
  await using proxy = await startLiteLlm(python, chat.port)
  using ours = chatClient(site.api)
  using theirs = chatClient(proxy.api)
  using plain = chatClient({ port: chat.port, key: 'none' })
  const none = () => ({ perSecond: [], cpu: [], added: [] })
  const all: readonly Contestant[] = [
    {
      ...{ name: 'our gateway', ...none(), cpuMs: () => site.gateway.cpuMs() },
      ...{ send: () => ours(prompt), direct: () => site.direct(prompt) },
    },
    {
      ...{ name: litellm, ...none(), cpuMs: () => proxy.cpuMs() },
      ...{ send: () => theirs(prompt), direct: () => plain(prompt) },
    },
  ]
  for (const { send, direct } of all) {
    const perSecond = await inFlightOf({ lanes, count: 200 }, send)
    await inFlightOf({ lanes, count: Math.round(perSecond * warmUpSeconds) }, send)
    await inFlightOf({ lanes, count: 1_000 }, direct)
  }
  for (let round = 0; round < options.rounds; round++) {
    process.stderr.write(`gateways, round ${round + 1} of ${options.rounds} …\n`)
    for (const one of round % 2 === 0 ? all : all.toReversed()) await measure(one, options)
  }
  return tableOf(all)
}

async function measure(one: Contestant, { seconds }: { readonly seconds: number }): Promise<void> {
  const p50 = async (send: () => Promise<unknown>) => latenciesOf(await atRate(rate, send)).p50
  one.added.push((await p50(one.send)) - (await p50(one.direct)))
  const trial = await inFlightOf({ lanes, count: 4 * lanes }, one.send)
  const count = Math.max(4 * lanes, Math.round(trial * seconds))
  const before = one.cpuMs() ?? Number.NaN
  one.perSecond.push(await inFlightOf({ lanes, count }, one.send))
  one.cpu.push(((one.cpuMs() ?? Number.NaN) - before) / count)
}

function tableOf(all: readonly Contestant[]): string {
  const reference = all.at(-1)!
  const ratio = (of: (one: Contestant) => readonly number[]) => (one: Contestant) =>
    `${(median(of(one)) / median(of(reference))).toFixed(3)}×`
  return renderTable(
    [
      { heading: 'gateway', cell: ({ name }) => name },
      {
        heading: 'requests/s',
        align: 'right',
        cell: ({ perSecond }) => `${Math.round(median(perSecond))}`,
      },
      { heading: 'ratio (goal 5)', align: 'right', cell: ratio(({ perSecond }) => perSecond) },
      { heading: 'CPU ms', align: 'right', cell: ({ cpu }) => inMs(median(cpu)) },
      { heading: 'ratio', align: 'right', cell: ratio(({ cpu }) => cpu) },
      { heading: 'added p50 ms', align: 'right', cell: ({ added }) => inMs(median(added)) },
      { heading: 'ratio (goal 0.1)', align: 'right', cell: ratio(({ added }) => added) },
    ],
    all,
  )
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!
