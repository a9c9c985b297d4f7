import { defineSubnet, taskSource } from '@subnetkit/core'
import { createBuiltinGenerator, type TextGenerator } from '@subnetkit/models'
import textSubnet from '@subnetkit/subnet-text'
import { createTextMiner } from '@subnetkit/subnet-text/miner'
import { protocol, type TextProtocol } from '@subnetkit/subnet-text/protocol'
import { families } from '@subnetkit/subnet-text/tasks'
import type { Handlers } from 'subnetkit'
import { type Cast, type CastMiner, production } from '../cast.js'
import { startDripping } from '../miners/dripping.js'
import { startMalformed } from '../miners/malformed.js'
import { createWiretap, startRelay } from '../miners/relay.js'
import { startSilent } from '../miners/silent.js'
import { measurePace } from '../pace.js'

/** Questions for each miner and round, and the fewest in all: of too few, a weak solver may have none right by chance. */
const questions = { perRound: 4, inAll: 12 }
/** The same where a gateway learns from their scores which miner is good at what. */
const manyQuestions = { perRound: 12, inAll: 36 }
/** Sampling this hot makes the same model lose its thread about every second time. */
const hotTemperature = 1.8

const prompts = [
  'What is 34 plus 58?',
  'Sort these numbers: 5 3 9 1',
  'Mara has 12 coins and finds 30 more. How many coins does Mara have?',
]
/**
 * Miners that differ are asked for texts, too, which the model writes at length: their answers come first in a round, and late if the
 * deadline is one for short answers. Then the scores do not show who can write texts.
 */
const longPrompts = [
  'Write a text that follows each of these instructions.\n- Write exactly 29 words.\n- The last word is "inside".',
]
const longestForTextsMs = 30_000

/** The text subnet, with the deadline of this machine, and with more questions a round where there are few rounds. */
export const cast: Cast = {
  rounds: 3,
  async open({ rounds, progress, specialists }) {
    const generator = await createBuiltinGenerator()
    const answer = (prompt: string, maxTokens: number) => () =>
      generator.generate({ prompt, maxTokens, temperature: 0, seed: 0 })
    const texts = specialists ? longPrompts : []
    const { deadlineMs, roundBlocks } = await progress.step(
      'pace',
      (pace) => `the model answers; on this machine, within ${(pace.deadlineMs / 1000).toFixed(1)} s`,
      () =>
        measurePace(
          [...prompts.map((prompt) => answer(prompt, 16)), ...texts.map((prompt) => answer(prompt, 160))],
          specialists ? longestForTextsMs : undefined,
        ),
    )
    const { complete, stream } = protocol
    const hurried = {
      complete: { ...complete, deadlineMs },
      stream: { ...stream, deadlineMs, chunkDeadlineMs: deadlineMs },
    }
    const { perRound, inAll } = specialists ? manyQuestions : questions
    const tasksPerMiner = Math.max(perRound, Math.ceil(inAll / rounds))
    const subnet = defineSubnet({
      ...textSubnet,
      protocol: hurried,
      tasks: taskSource({ protocol: hurried, families, tasksPerMiner, balanced: specialists }),
    })
    const wiretap = createWiretap(hurried)
    const hot: CastMiner<TextProtocol> = {
      role: 'weaker',
      what: 'samples the same model hot, and neither reads nor plans',
      start: ({ serve }) => serve(createTextMiner({ generator, temperature: hotTemperature })),
    }
    const working: Record<string, CastMiner<TextProtocol>> = specialists
      ? {
          model: {
            role: 'honest',
            what: 'answers with the built-in model alone',
            start: ({ serve }) => serve(wiretap.overhear(createTextMiner({ generator }))),
          },
          planner: {
            role: 'weaker',
            what: 'plans texts by instructions, and has no other answer',
            start: ({ serve }) =>
              serve(createTextMiner({ generator: saying('I plan texts.'), planner: true })),
          },
          reader: {
            role: 'weaker',
            what: 'reads passages, and has no other answer',
            start: ({ serve }) => serve(createTextMiner({ generator: saying('I read.'), reader: true })),
          },
          hot,
        }
      : {
          good: {
            role: 'honest',
            what: 'answers with the built-in model, reads passages and plans its texts',
            start: ({ serve }) =>
              serve(wiretap.overhear(createTextMiner({ generator, reader: true, planner: true }))),
          },
          weak: hot,
        }
    const [honest] = Object.keys(working)
    return production({
      subnet,
      roundBlocks,
      miners: {
        ...working,
        constant: {
          role: 'cheat',
          what: 'never looks at the question',
          start: ({ serve }) => serve(constantHandlers),
        },
        relay: {
          role: 'cheat',
          what: `forwards questions to ${honest}, and passes on what it overhears`,
          start: (stage) => startRelay(stage, subnet, honest!, wiretap),
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

/** A model of one sentence: what a specialist answers outside of its trade. */
const saying = (completion: string): TextGenerator => ({
  modelId: 'none',
  generate: async () => ({ completion, tokensUsed: 1, finishReason: 'stop' }),
})

const end = { tokensUsed: 1, finishReason: 'stop', modelId: 'constant' } as const
/** Valid answers to any question. */
const constantHandlers: Handlers<TextProtocol> = {
  complete: () => ({ completion: '42', ...end }),
  async *stream() {
    yield { text: '42', end }
  },
}
