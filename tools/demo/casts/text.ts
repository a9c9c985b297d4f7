import { defineSubnet, taskSource } from '@subnetkit/core'
import { createBuiltinGenerator } from '@subnetkit/models'
import textSubnet from '@subnetkit/subnet-text'
import { createTextMiner } from '@subnetkit/subnet-text/miner'
import { protocol, type TextProtocol } from '@subnetkit/subnet-text/protocol'
import { families } from '@subnetkit/subnet-text/tasks'
import type { Handlers } from 'subnetkit'
import { type Cast, production } from '../cast.js'
import { startDripping } from '../miners/dripping.js'
import { startMalformed } from '../miners/malformed.js'
import { createWiretap, startRelay } from '../miners/relay.js'
import { startSilent } from '../miners/silent.js'
import { measurePace } from '../pace.js'

/** Questions for each miner and round, and the fewest in all: of too few, a weak solver may have none right by chance. */
const questions = { perRound: 4, inAll: 12 }
/** Sampling this hot makes the same model lose its thread about every second time. */
const hotTemperature = 1.8

const prompts = [
  'What is 34 plus 58?',
  'Sort these numbers: 5 3 9 1',
  'Mara has 12 coins and finds 30 more. How many coins does Mara have?',
]

/** The text subnet, with the deadline of this machine, and with more questions a round where there are few rounds. */
export const cast: Cast = {
  rounds: 3,
  async open({ rounds, progress }) {
    const generator = await createBuiltinGenerator()
    const { deadlineMs, roundBlocks } = await progress.step(
      'pace',
      (pace) => `the model answers; on this machine, within ${(pace.deadlineMs / 1000).toFixed(1)} s`,
      () =>
        measurePace(
          prompts.map(
            (prompt) => () => generator.generate({ prompt, maxTokens: 16, temperature: 0, seed: 0 }),
          ),
        ),
    )
    const { complete, stream } = protocol
    const hurried = {
      complete: { ...complete, deadlineMs },
      stream: { ...stream, deadlineMs, chunkDeadlineMs: deadlineMs },
    }
    const tasksPerMiner = Math.max(questions.perRound, Math.ceil(questions.inAll / rounds))
    const subnet = defineSubnet({
      ...textSubnet,
      protocol: hurried,
      tasks: taskSource({ protocol: hurried, families, tasksPerMiner }),
    })
    const wiretap = createWiretap(hurried)
    return production({
      subnet,
      roundBlocks,
      miners: {
        good: {
          role: 'honest',
          what: 'answers with the built-in model, reads passages and plans its texts',
          start: ({ serve }) =>
            serve(wiretap.overhear(createTextMiner({ generator, reader: true, planner: true }))),
        },
        weak: {
          role: 'weaker',
          what: 'samples the same model hot, and neither reads nor plans',
          start: ({ serve }) => serve(createTextMiner({ generator, temperature: hotTemperature })),
        },
        constant: {
          role: 'cheat',
          what: 'never looks at the question',
          start: ({ serve }) => serve(constantHandlers),
        },
        relay: {
          role: 'cheat',
          what: 'forwards questions to the good one, and passes on what it overhears',
          start: (stage) => startRelay(stage, subnet, 'good', wiretap),
        },
        dripping: {
          role: 'broken',
          what: 'sends a byte now and then, for ever',
          start: startDripping,
        },
        malformed: { role: 'broken', what: 'answers outside of the protocol', start: startMalformed },
        silent: { role: 'broken', what: 'publishes a port where nothing listens', start: startSilent },
      },
    })
  },
}

const end = { tokensUsed: 1, finishReason: 'stop', modelId: 'constant' } as const
/** Valid answers to any question. */
const constantHandlers: Handlers<TextProtocol> = {
  complete: () => ({ completion: '42', ...end }),
  async *stream() {
    yield { text: '42', end }
  },
}
