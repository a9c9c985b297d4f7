import { describeScene } from '@subnetkit/vision'
import type { Random } from 'subnetkit'
import { type PaintInput, type PaintTruth, seedWindow } from './answer.js'
import { drawScene } from './scene.js'

/** Pictures of each prompt: more would show more of the same. */
const pictures = 2

/** A prompt, and the seeds that its pictures may have. */
export function drawPrompt(random: Random): { input: PaintInput; truth: PaintTruth } {
  const scene = drawScene(random)
  return {
    input: {
      prompt: describeScene(scene),
      seed: random.int(0, 0xffff_ffff - seedWindow),
      pictures,
    },
    truth: { scene },
  }
}
