import type { MinerEndpoint, Protocol, QueryClient, QueryResult, Subnet, Task } from '@subnetkit/core'
import { createOfflineRounds } from '../../offline/offline-rounds.js'
import { type AnswerToScore, createRoundScorer, type ScoredAnswer } from '../../offline/score-answers.js'

/** Rounds in which a miner is asked. */
export interface Asking {
  readonly subnet: Subnet
  readonly mechanism: number
  readonly seed: number
  readonly rounds: number
  readonly endpoint: MinerEndpoint
  /** Questions that wait for an answer at once, as a validator's. */
  readonly atOnce: number
  readonly signal: AbortSignal
  /** Called after each answer. */
  onAnswer(task: Task, result: QueryResult<unknown>): void
}

interface Asked {
  readonly round: number
  readonly task: Task
  readonly result: QueryResult<unknown>
}

/**
 * Asks a miner the tasks that a validator would, and scores each round before the next one is observed: what a subnet asks may
 * depend on what it has scored.
 */
export async function askMiner(
  client: QueryClient<Protocol>,
  asking: Asking,
): Promise<readonly ScoredAnswer[]> {
  const { subnet, mechanism, seed, rounds, endpoint, signal } = asking
  const next = createOfflineRounds(subnet.tasks, { seed, mechanism, hotkeys: [endpoint.hotkey], signal })
  const scorer = createRoundScorer({ subnet, mechanism, seed, folder: null })
  const scored: ScoredAnswer[] = []
  for (let round = 1; round <= rounds; round += 1) {
    const tasks = subnet.tasks.tasksFor(await next(round), endpoint.hotkey)
    const results = await askAll(client, asking, tasks)
    const answers = tasks.map((task, at) => answerOf({ round, task, result: results[at]! }, endpoint.hotkey))
    for (const [at, answer] of (await scorer.score(answers)).entries())
      scored.push(outcomeOf(answer, results[at]!))
  }
  return scored
}

const answerOf = ({ round, task, result }: Asked, miner: string): AnswerToScore => ({
  ...{ miner, round, task, latencyMs: result.latencyMs },
  ...(result.kind === 'ok'
    ? {
        isAnswered: true,
        output: result.received ?? result.output,
        firstChunkMs: result.firstChunkMs ?? null,
      }
    : { isAnswered: false, output: undefined, firstChunkMs: null }),
})

/** Outcome that the client found, where there is no answer to score. */
function outcomeOf(answer: ScoredAnswer, result: QueryResult<unknown>): ScoredAnswer {
  if (result.kind === 'ok') return answer
  const { kind: outcome, code, reason } = result
  return { ...answer, outcome, reason: `${code}: ${reason}` }
}

async function askAll(client: QueryClient<Protocol>, asking: Asking, tasks: readonly Task[]) {
  const { endpoint, atOnce, signal, onAnswer } = asking
  const results: QueryResult<unknown>[] = []
  const queue = tasks.entries()
  await Promise.all(
    Array.from({ length: Math.min(atOnce, tasks.length) }, async () => {
      for (const [at, task] of queue) {
        signal.throwIfAborted()
        const options = { signal, keepReceived: true }
        const result = await client.query(endpoint, task.synapse, task.input as never, options)
        results[at] = result
        onAnswer(task, result)
      }
    }),
  )
  return results
}
