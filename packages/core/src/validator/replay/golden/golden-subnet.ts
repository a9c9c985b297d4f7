import { z } from 'zod'
import { rubric } from '../../../rubric/define-rubric.js'
import { latency } from '../../../rubric/latency.js'
import { criterion, gate } from '../../../rubric/parts.js'
import { novelty } from '../../../rubric/round/novelty.js'
import { ema } from '../../../scoreboard/ema.js'
import { power } from '../../../scoreboard/power.js'
import { defineSubnet } from '../../../subnet/define-subnet.js'
import { synapse } from '../../../subnet/synapse.js'
import { taskSource } from '../../../tasks/task-source.js'

const protocol = {
  ask: synapse({
    input: z.object({ question: z.string() }),
    // A transform: what is scored is not what arrived.
    output: z.object({ text: z.string().transform((text) => text.trim()) }),
    deadline: '1s',
  }),
}

const tasks = taskSource({
  protocol,
  families: [
    {
      name: 'sum',
      synapse: 'ask',
      tasksPerMiner: 2,
      draw(random) {
        const [a, b] = [random.int(0, 9_999), random.int(0, 9_999)]
        return { input: { question: `${a}+${b}` }, truth: String(a + b) }
      },
    },
    {
      name: 'essay',
      synapse: 'ask',
      shared: true,
      tasksPerMiner: 2,
      draw: (random) => ({ input: { question: `Über ${random.int(0, 9_999)} – “€”?` }, truth: null }),
    },
  ],
})

/** Subnet of the golden rounds: a gate, criteria of both kinds, a factor and a past. */
export const goldenSubnet = defineSubnet({
  ...{ name: 'golden', version: 7, protocol, tasks },
  rubric: rubric(tasks, {
    gates: [gate('not empty', ({ output }) => output.text !== '')],
    criteria: [
      criterion('right', 1, { family: 'sum' }, ({ output, truth }) =>
        output.text === truth ? 1 : 0.1 + 0.2,
      ),
      criterion('long', 2, { family: 'essay' }, ({ output }) => Math.min(1, output.text.length / 700)),
      novelty('new', 1, { family: 'essay' }, { text: ({ output }) => output.text, past: 1, floor: 0.3 }),
    ],
    factors: [latency()],
  }),
  incentive: { scoreboard: ema({ alpha: 0.3 }), weights: power({ exponent: 2 }) },
})

/** Answers of the miners of the golden rounds, by their hotkeys. */
export function goldenAnswer(hotkey: string, question: string): string {
  const sum = /^(\d+)\+(\d+)$/.exec(question)
  if (sum) return ` ${Number(sum[1]) + Number(sum[2]) + (hotkey === 'wrong' ? 1 : 0)} `
  if (hotkey === 'poison') return ''
  const seed =
    (hotkey === 'slow' ? 'good' : hotkey).charCodeAt(0) + question.length + Number(/\d+/.exec(question)?.[0])
  return Array.from({ length: 90 }, (_, at) =>
    ((at * at * 97 + seed * 31 * (at + 1)) % 46_656).toString(36),
  ).join(' ')
}
