import { reasonOf } from '@subnetkit/base'
import { z } from 'zod'
import { isAlive, type RunningRecord, readRunningFiles } from '../../../health/running-file.js'
import { stateHome } from '../../../neuron/state-home.js'
import { nameSettings } from '../../output/option-names.js'
import { type Finding, fail, pass, skip } from './finding.js'

/** Processes under check: those of a hotkey on this machine, or the one behind a URL. */
interface RunningQuestion {
  readonly hotkey: string | null
  readonly netuid?: number | undefined
  readonly healthUrl?: string | undefined
  readonly signal: AbortSignal
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Longest answer that is read, in characters, and longest wait for it, in ms. */
const [longestAnswer, deadlineMs] = [1_000_000, 5_000]

const answerSchema = z.object({
  role: z.enum(['validator', 'coordinator', 'worker']),
  pid: z.int(),
  started: z.string(),
  genesis: z.string().optional(),
  queues: z.array(z.string()).optional(),
  label: z.string().nullable().optional(),
  waiting: z.string().optional(),
  checks: z.array(
    z.object({
      name: z.string(),
      ok: z.boolean().nullable(),
      sentence: z.string(),
      fix: z.string().nullable(),
      mechanism: z.int().optional(),
    }),
  ),
})

/** Health of the running processes of a hotkey, as they report it. */
export async function checkRunning(question: RunningQuestion): Promise<readonly Finding[]> {
  const { healthUrl, hotkey, netuid } = question
  if (healthUrl !== undefined) return ask(healthUrl, null, question)
  const records = (await readRunningFiles(stateHome(question.env))).filter(
    (record) => record.hotkey === hotkey && (netuid === undefined || record.netuid === netuid),
  )
  if (records.length === 0) {
    const where = netuid === undefined ? '' : ` on subnet ${netuid}`
    return [
      skip('process', `no validator, coordinator or worker of this hotkey${where} runs on this machine`),
    ]
  }
  return (await Promise.all(records.map((record) => ask(record.url, record, question)))).flat()
}

async function ask(
  url: string,
  record: RunningRecord | null,
  { signal }: RunningQuestion,
): Promise<readonly Finding[]> {
  if (record !== null && !isAlive(record.pid)) return [gone(record)]
  try {
    const response = await fetch(new URL('/healthz', url), {
      signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
    })
    const { role, pid, started, genesis, checks, waiting, ...takes } = answerSchema.parse(
      JSON.parse((await response.text()).slice(0, longestAnswer)),
    )
    if (record !== null && (record.pid !== pid || record.started !== started)) return [gone(record)]
    return [
      pass(
        'process',
        `a ${role}${takenBy(takes)} runs as pid ${pid} since ${started}${chainOf(genesis)}, ${url}`,
      ),
      ...(waiting === undefined ? [] : [fail('process', `it ${waiting}`, waitingFix)]),
      ...checks.map(({ name, ok, sentence, fix, mechanism }) => {
        const named = mechanism === undefined ? name : `${name} (mechanism ${mechanism})`
        if (ok === null) return skip(named, sentence)
        return ok ? pass(named, sentence) : fail(named, sentence, nameSettings(fix ?? 'Look at its log.'))
      }),
    ]
  } catch (error) {
    const what = record === null ? 'nothing' : `the ${record.role} with pid ${record.pid}`
    const fix =
      record === null ? 'Check the URL, and that the process runs.' : 'Look at its log, and restart it.'
    return [fail('process', `${what} tells its health at ${url}: ${causeOf(error)}`, fix)]
  }
}

const chainOf = (genesis: string | undefined) =>
  genesis === undefined ? '' : ` on the chain ${genesis.slice(0, 10)}…`

const waitingFix = 'Start the coordinator, or correct the hotkey, the netuid or the database.'

function takenBy({ queues, label }: Pick<RunningRecord, 'queues' | 'label'>): string {
  if (queues === undefined) return ''
  return ` of ${queues.join(' and ')} jobs${label ? ` with the label ${label}` : ''}`
}

/** `fetch` says only that it failed. */
function causeOf(error: unknown): string {
  const { cause } = Object(error) as { readonly cause?: unknown }
  return cause === undefined ? reasonOf(error) : `${reasonOf(error)}: ${reasonOf(cause)}`
}

/** Left behind by a process that was killed; the next one of its kind removes it. */
function gone({ role, pid, started, folder, ...takes }: RunningRecord): Finding {
  const where = folder === undefined ? '' : ` in ${folder}`
  return fail(
    'process',
    `the ${role}${takenBy(takes)} that started at ${started}${where} as pid ${pid} is gone: it did not stop, it was killed`,
    `Start the ${role}${takenBy(takes)} again${where}.`,
  )
}
