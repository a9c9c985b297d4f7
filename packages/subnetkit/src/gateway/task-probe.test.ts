import { expect, it } from 'vitest'
import { chatView, type Subnet, synapse, z } from '../index.js'
import { adder } from '../testing/adder.js'
import { taskProbe } from './task-probe.js'

const protocol = {
  ...adder.protocol,
  say: synapse({ input: z.object({ text: z.string() }), output: z.object({ text: z.string() }) }),
}
const chat = chatView(protocol, {
  synapse: 'say',
  toInput: ({ messages }) => ({ text: messages.at(-1)!.content }),
  toAnswer: ({ text }) => ({ content: text, finishReason: 'stop' }),
})
const { tasks } = adder
const talker = {
  ...{ ...adder, protocol, views: { chat } },
  // Tasks with a prompt, as those of a chat have.
  tasks: {
    ...tasks,
    tasksFor: (...args: Parameters<typeof tasks.tasksFor>) =>
      tasks.tasksFor(...args).map((task) => ({ ...task, input: { ...task.input, text: 'Add' } })),
  },
} as unknown as Subnet

it('asks tasks of the subnet, and judges answers by its rubric', async () => {
  const probe = taskProbe(talker, 2, 'a hotkey')!()!
  expect(probe).toMatchObject({ synapse: 'add', prompt: 'Add' })
  const { a, b } = probe.input as { readonly a: number; readonly b: number }
  expect(await probe.isRight({ sum: a + b })).toBe(true)
  expect(await probe.isRight({ sum: a + b + 1 })).toBe(false)
})

it('a subnet without prompts, or with tasks that need a round, is not probed', () => {
  expect(taskProbe(adder, 2, 'a hotkey')).toBeUndefined()
  const observing = { ...talker, tasks: { ...talker.tasks, observe: () => 1 } }
  expect(taskProbe(observing, 2, 'a hotkey')).toBeUndefined()
})
