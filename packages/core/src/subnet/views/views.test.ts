import { expect, test } from 'vitest'
import { z } from 'zod'
import { rubric } from '../../rubric/define-rubric.js'
import { criterion } from '../../rubric/parts.js'
import { taskSource } from '../../tasks/task-source.js'
import { defineSubnet } from '../define-subnet.js'
import { streamSynapse } from '../stream-synapse.js'
import { type Protocol, synapse } from '../synapse.js'
import { chatView } from './chat-view.js'
import { checkViews } from './views.js'

const protocol = {
  complete: synapse({ input: z.object({ prompt: z.string() }), output: z.object({ text: z.string() }) }),
}
const chat = chatView(protocol, {
  synapse: 'complete',
  toInput: ({ messages }) => ({ prompt: messages.at(-1)!.content }),
  toAnswer: ({ text }) => ({ content: text, finishReason: 'stop' }),
})

function subnetWith<P extends typeof protocol>(own: P & Protocol) {
  const tasks = taskSource({
    protocol: own,
    families: [
      { name: 'echo', synapse: 'complete', draw: () => ({ input: { prompt: 'a' }, truth: 'a' }) } as never,
    ],
    tasksPerMiner: 1,
  })
  const scored = rubric(tasks, { criteria: [criterion('any', 1, () => 1)] })
  return defineSubnet({ name: 'echo', version: 1, protocol: own, tasks, rubric: scored, views: { chat } })
}

test('defect: a view refused the protocol that it was made for once a deadline of it was another', () => {
  const hurried = { complete: { ...protocol.complete, deadlineMs: 500 } }
  expect(subnetWith(hurried).views?.chat).toBe(chat)
})

test('a view of another protocol is refused', () => {
  const other = {
    complete: synapse({ input: z.object({ prompt: z.string() }), output: z.object({ text: z.string() }) }),
  }
  expect(() => subnetWith(other)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
})

test('a view that streams names a synapse that streams, of the same protocol', () => {
  const input = z.object({ prompt: z.string() })
  const chunk = z.object({ text: z.string(), isLast: z.boolean() })
  const streaming = { ...protocol, write: streamSynapse({ input, chunk }) }
  const options = {
    synapse: 'complete',
    toInput: () => ({ prompt: '' }),
    toAnswer: () => ({ content: '', finishReason: 'stop' as const }),
    stream: {
      synapse: 'write',
      toInput: () => ({ prompt: '' }),
      toPart: (part: { text: string; isLast: boolean }) => ({ text: part.text }),
    },
  } as const
  const live = chatView(streaming, options)
  expect(live.stream).toMatchObject({ synapse: 'write', of: streaming.write })
  expect(() => checkViews({ chat: live }, streaming, 'test')).not.toThrow()
  const invalid = expect.objectContaining({ code: 'CONFIG_INVALID' })
  const other = { ...protocol, write: streamSynapse({ input, chunk: z.object({}) }) }
  expect(() => checkViews({ chat: live }, other, 'test')).toThrow(invalid)
  const whole = { ...options, stream: { ...options.stream, synapse: 'complete' } } as never
  expect(() => chatView(streaming, whole)).toThrow(invalid)
})
