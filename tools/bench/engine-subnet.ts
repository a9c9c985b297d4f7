import { criterion, defineSubnet, type QueryClient, rubric, synapse, taskSource } from '@subnetkit/core'
import { z } from 'zod'

const text = z.object({ text: z.string() })

/** Time within which miners answer. */
export const deadlineMs = 12_000

const protocol = { echo: synapse({ input: text, output: text, deadline: deadlineMs }) }

/** A subnet of texts; each score takes `scoreMs` of CPU. */
export function benchSubnet({ perRound, scoreMs = 0 }: { perRound: number; scoreMs?: number }) {
  const tasks = taskSource({
    protocol,
    families: [
      {
        name: 'word',
        synapse: 'echo',
        draw: (random) => ({ input: { text: `word ${random.int(0, 1e12)}` }, truth: null }),
      },
    ],
    tasksPerMiner: perRound,
  })
  return defineSubnet({
    ...{ name: 'bench', version: 1, protocol, tasks },
    rubric: rubric(tasks, { criteria: [criterion('any', 1, () => burn(scoreMs))] }),
  })
}

/** Uses the CPU of this thread for a while, however busy the machine is. */
function burn(ms: number): number {
  if (ms === 0) return 1
  const start = process.cpuUsage()
  for (;;) {
    const { user, system } = process.cpuUsage(start)
    if (user + system >= ms * 1_000) return 1
  }
}

/** Miners that answer at once, without a network. */
export const echoClient: QueryClient<typeof protocol> = {
  async query(_endpoint, _synapse, input) {
    return { kind: 'ok', output: input as never, received: input, latencyMs: 1 }
  },
  async [Symbol.asyncDispose]() {},
}
