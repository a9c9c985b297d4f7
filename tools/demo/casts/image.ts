import { defineSubnet, taskSource } from '@subnetkit/core'
import imageSubnet from '@subnetkit/subnet-image'
import { createImageMiner } from '@subnetkit/subnet-image/miner'
import type { GenerateInput, ImageProtocol } from '@subnetkit/subnet-image/protocol'
import { protocol } from '@subnetkit/subnet-image/protocol'
import { createScoring } from '@subnetkit/subnet-image/rubric'
import { families } from '@subnetkit/subnet-image/tasks'
import {
  createFlowPainter,
  createPpOcrReader,
  createTesseractReader,
  encodePng,
  type Picture,
} from '@subnetkit/vision'
import type { Handlers } from 'subnetkit'
import { type Cast, production, type Stage } from '../cast.js'
import { blockTimeMs } from '../clock.js'
import { createWiretap, startRelay } from '../miners/relay.js'

const side = 32
/** Steps and seeds of the miner that spends little on a picture, and how much too sure Tesseract is of its text. */
const hasty = { steps: 3, tries: 1, confidenceExponent: 5 }
/** More than the models take on a busy machine; nothing in the demo waits for it. In ms. */
const deadlineMs = 90_000
/** No round is over before its answers are in: blocks that are left the demo skips. */
const roundBlocks = Math.ceil((2 * deadlineMs) / blockTimeMs)
/** Two validators and six miners paint in one process here, on a machine that may do other things. In ms. */
const patient = { waitMs: 600_000, paintMs: 60_000 }
const samplePrompt = 'a red circle left of a blue square on white'

/** The image subnet with a picture of each family a round, so that a round takes seconds on two cores. */
export const cast: Cast = {
  rounds: 3,
  async open({ progress }) {
    const [painter, ownPainter, reader, weakReader] = await progress.step(
      'models',
      'PP-OCRv4, Tesseract and the flow model are loaded',
      () =>
        Promise.all([createFlowPainter(), createFlowPainter(), createPpOcrReader(), createTesseractReader()]),
    )
    const hurried: ImageProtocol = {
      read: { ...protocol.read, deadlineMs },
      generate: { ...protocol.generate, deadlineMs },
    }
    const tasks = taskSource({
      protocol: hurried,
      families: families.map((family) => ({ ...family, tasksPerMiner: 1 })),
    })
    const subnet = defineSubnet({
      ...imageSubnet,
      protocol: hurried,
      tasks,
      // Validators do not wait for the miners' paintings.
      rubric: createScoring(tasks, { painters: async () => [ownPainter], limits: patient }),
    })
    const wiretap = createWiretap(hurried)
    /** A miner that has no model, and says that the flow model painted its pictures. */
    const cheat = (text: string, picture: (input: GenerateInput, number: number) => Picture) => {
      const handlers: Handlers<ImageProtocol> = {
        read: () => ({ text, confidence: 0, modelId: 'none' }),
        generate: ({ input }) => ({
          pictures: Array.from({ length: input.pictures }, (_, number) => ({
            png: encodePng(picture(input, number)),
            seed: input.seed + number,
          })),
          steps: 8,
          modelId: painter.modelId,
        }),
      }
      return ({ serve }: Stage<ImageProtocol>) => serve(handlers)
    }
    const { picture: painted } = await painter.paint({ prompt: samplePrompt, seed: 1, steps: 8 })
    return production({
      subnet,
      roundBlocks,
      miners: {
        good: {
          role: 'honest',
          what: 'reads with PP-OCRv4, paints the best of four seeds',
          async start({ serve, own }) {
            own(reader)
            own(painter)
            own(ownPainter)
            await serve(wiretap.overhear(createImageMiner({ reader, painter })))
          },
        },
        weak: {
          role: 'weaker',
          what: 'reads with Tesseract, paints once in three steps',
          start: ({ serve, own }) => serve(createImageMiner({ reader: own(weakReader), painter, ...hasty })),
        },
        blank: {
          role: 'cheat',
          what: 'one text for every picture, and white pictures',
          start: cheat('Stone 12345 Canal', () => ({
            width: side,
            height: side,
            data: new Uint8Array(side * side * 3).fill(255),
          })),
        },
        album: {
          role: 'cheat',
          what: 'sends a picture that it painted once, and no text',
          start: cheat('', () => painted),
        },
        noise: {
          role: 'cheat',
          what: 'coloured noise in place of pictures, and letters by frequency',
          start: cheat('eta ion shr 1234 dlu', ({ seed }, number) => noise(seed + number)),
        },
        relay: {
          role: 'cheat',
          what: 'forwards questions to the good one, and passes on what it overhears',
          start: (stage) => startRelay(stage, subnet, 'good', wiretap),
        },
      },
    })
  },
}

/** A picture without any sense, another one for each seed. */
function noise(seed: number): Picture {
  let state = seed >>> 0
  const data = Uint8Array.from({ length: side * side * 3 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 24
  })
  return { width: side, height: side, data }
}
