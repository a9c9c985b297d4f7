import { bytes, bytesOf, criterion, defineSubnet, rubric, synapse, taskSource } from '@subnetkit/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { honest } from '../agents/honest.js'
import { defineLab } from '../define-lab.js'
import { adderLab } from '../testing/adder.js'
import { honestValidator } from '../validators/honest-validator.js'
import { createAnswers } from './answers.js'
import { simulate } from './simulate.js'

const protocol = {
  echo: synapse({ input: z.object({ sent: bytes() }), output: z.object({ back: bytes() }) }),
}

/** A subnet that pays for bytes which only its validator knows. */
function createEcho(mark: number) {
  const tasks = taskSource({
    protocol,
    families: [
      {
        name: 'echo',
        synapse: 'echo',
        draw: (random) => ({
          input: { sent: bytesOf(Uint8Array.of(mark, random.int(0, 9)))! },
          truth: mark,
        }),
      },
    ],
    tasksPerMiner: 2,
  })
  return defineSubnet({
    ...{ name: 'echo', version: 1, protocol, tasks },
    rubric: rubric(tasks, {
      criteria: [
        criterion('same', 1, async ({ output, truth }) => ((await output.back.bytes())[0] === truth ? 1 : 0)),
      ],
    }),
  })
}

const population = {
  miners: [{ agent: honest(), operators: 2 }],
  validators: [{ agent: honestValidator(), count: 2 }],
}

test('each validator has a subnet of its own, bytes go through, and solve keeps what it likes', async () => {
  const made: string[] = []
  const lab = defineLab({
    subnet: createEcho(0),
    subnetFor({ validator }) {
      made.push(validator)
      return createEcho(made.length)
    },
    async solve({ input }, { memory }) {
      const seen = ((memory.get('seen') as number | undefined) ?? 0) + 1
      memory.set('seen', seen)
      return { back: Uint8Array.of((await bytesOf(input.sent)!.bytes())[0]!, seen) }
    },
  })
  const { miners } = await simulate(lab, { population, epochs: 2 })
  expect(made).toEqual(['validator-1', 'validator-2'])
  for (const { means, trouble, answers } of miners) {
    expect({ means, trouble, answers }).toEqual({ means: [1, 1], trouble: null, answers: 8 })
  }
})

test('work is counted in units of its family', async () => {
  const { miners } = await simulate({ ...adderLab, work: { sum: 2.5 } }, { population, epochs: 1 })
  expect(miners.map(({ work }) => work)).toEqual([20, 20])
})

test('questions with bytes are told apart by their content', () => {
  const answers = createAnswers()
  const asked = (value: number) => ({ synapse: 'echo', input: { sent: Uint8Array.of(value) } }) as never
  answers.add(asked(1), 'one' as never)
  expect(answers.to(asked(1)).same).toEqual(['one'])
  expect(answers.to(asked(2)).same).toEqual([])
})
