import { expect, expectTypeOf, test } from 'vitest'
import type { Truth } from './checkers/truth.js'

import * as entry from './index.js'

test('the entry point offers this and nothing else', () => {
  expect(Object.keys(entry).sort()).toMatchInlineSnapshot(`
    [
      "complete",
      "correctness",
      "createBuiltinGenerator",
      "createOpenAiGenerator",
      "createSession",
      "createTextMiner",
      "families",
      "loadModel",
      "protocol",
      "readPassage",
      "tasks",
      "textError",
      "textFamily",
      "textRubric",
      "textSubnet",
    ]
  `)
})

test('the subnet is one typed value', () => {
  const { textSubnet } = entry
  expect(textSubnet).toMatchObject({ name: 'text', version: 1, incentive: { burn: 0 } })
  expect(textSubnet.protocol.complete).toMatchObject({ deadlineMs: 4_000, maxBytes: 32_000 })
  type Task = ReturnType<typeof textSubnet.tasks.tasksFor>[number]
  expectTypeOf<Task['truth']>().toEqualTypeOf<Truth>()
  expectTypeOf<Task['synapse']>().toEqualTypeOf<'complete'>()
})
