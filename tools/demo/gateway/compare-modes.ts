import { createHmac } from 'node:crypto'
import { scoreAnswer, type Task } from '@subnetkit/core'
import textSubnet from '@subnetkit/subnet-text'
import type { TextProtocol } from '@subnetkit/subnet-text/protocol'
import type { Keypair } from '@subnetkit/wallet'
import { createMinerClient } from 'subnetkit/miner'
import type { Reach } from './call-lines.js'

/** A way to have tasks answered, and how it fared. */
export interface AskedRow {
  /** Name of a model as the gateway offers it, or of a miner. */
  readonly name: string
  readonly via: 'gateway' | 'miner'
  /** Share of the tasks that is right, by the subnet's own rubric; instructions that are met in part count in part. */
  readonly right: number
}

interface Comparison {
  readonly reach: Reach
  readonly seed: string
  readonly netuid: number
  readonly subnet: { readonly protocol: unknown }
  /** Asks the miners directly. */
  readonly hotkey: Keypair
  readonly miners: readonly { readonly name: string; readonly hotkey: string; readonly port: number }[]
}

type TextTask = Task<TextProtocol>
/** Answers a question; null for no answer. */
type Ask = (input: TextTask['input']) => Promise<string | null>

const modes = ['', ':vote', ':panel', ':cascade']
/** Tasks that are under way at a time. */
const lanes = 4

/**
 * Puts the same fresh tasks, as many of each family as its weight says, to each miner and to the gateway in its modes. No task was asked
 * before; all are judged alike, by the rubric of the subnet, whose truths neither miners nor the gateway have seen.
 */
export async function compareModes({ reach, seed, netuid, subnet, hotkey, miners }: Comparison) {
  const secret = createHmac('sha256', `demo ${seed}`).update('fresh tasks of the table').digest()
  const round = { netuid, mechanism: 0, number: 0, secret, observed: undefined }
  const tasks = textSubnet.tasks.tasksFor(round, hotkey.address) as readonly TextTask[]
  await using client = createMinerClient(subnet as typeof textSubnet, {
    keypair: hotkey,
    allowPrivateAddresses: true,
  })
  const rows: AskedRow[] = []
  // Miners first: meanwhile the gateway reads the scores of the last round.
  for (const { name, hotkey: miner, port } of miners) {
    const endpoint = { hotkey: miner, host: '127.0.0.1', port }
    const ask: Ask = async ({ prompt, maxTokens, seed }) => {
      const given = await client.query(endpoint, 'complete', { prompt, maxTokens, temperature: 0, seed })
      return given.kind === 'ok' ? given.output.completion : null
    }
    rows.push({ name, via: 'miner', right: await shareRight(tasks, ask) })
  }
  for (const mode of modes) {
    const name = `${reach.model}${mode}`
    rows.push({ name, via: 'gateway', right: await shareRight(tasks, askGateway(reach, name)) })
  }
  return rows
}

const askGateway =
  ({ url, key }: Reach, model: string): Ask =>
  async ({ prompt, maxTokens, seed }) => {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ model, messages: [{ role: 'user', content: prompt }] },
        ...{ max_tokens: maxTokens, temperature: 0, seed },
      }),
    })
    if (!response.ok) return null
    const body = (await response.json()) as {
      readonly choices: readonly { readonly message: { readonly content: string } }[]
    }
    return body.choices[0]!.message.content
  }

async function shareRight(tasks: readonly TextTask[], ask: Ask): Promise<number> {
  const queue = tasks.values()
  let right = 0
  async function lane(): Promise<void> {
    for (const task of queue) {
      const text = await ask(task.input)
      if (text !== null) right += await worthOf(task, text)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return right / tasks.length
}

/** Score of an answer that came at once. */
async function worthOf(task: TextTask, text: string): Promise<number> {
  const end = { tokensUsed: 0, finishReason: 'stop', modelId: 'any' } as const
  const output = task.synapse === 'stream' ? [{ text, end }] : { completion: text, ...end }
  const { value } = await scoreAnswer(textSubnet, { task, output } as never)
  return value
}

/** The miner that is right most often. */
export const bestOf = (rows: readonly AskedRow[]): AskedRow | null =>
  rows.filter(({ via }) => via === 'miner').toSorted((a, b) => b.right - a.right)[0] ?? null

/** Ways of the gateway that have to beat the best miner, and do not. */
export function unbeaten(rows: readonly AskedRow[]): readonly string[] {
  const best = bestOf(rows)
  if (best === null) return []
  return rows
    .filter(({ name, via }) => via === 'gateway' && /^[^:]+(:panel)?$/.test(name))
    .filter(({ right }) => !(right > best.right))
    .map(
      ({ name, right }) => `${name} is right in ${share(right)}, ${best.name} alone in ${share(best.right)}`,
    )
}

const share = (right: number): string => `${(100 * right).toFixed(1)} %`
