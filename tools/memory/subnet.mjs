// A subnet whose questions and answers are small texts, eight tasks a round.
import { criterion, defineSubnet, rubric, synapse, taskSource, z } from 'subnetkit'

const text = z.object({ text: z.string() })
const protocol = { echo: synapse({ input: text, output: text, deadline: '10s' }) }
const tasks = taskSource({
  protocol,
  families: [
    {
      name: 'word',
      synapse: 'echo',
      draw(random) {
        const word = `word ${random.int(0, 1e12)}`
        return { input: { text: word.repeat(10) }, truth: word.repeat(10) }
      },
    },
  ],
  tasksPerMiner: 8,
})

export const echo = ({ input }) => ({ text: input.text })

export const subnet = defineSubnet({
  name: 'memory',
  version: 1,
  protocol,
  tasks,
  rubric: rubric(tasks, {
    criteria: [criterion('right', 1, ({ output, truth }) => (output.text === truth ? 1 : 0))],
  }),
})
