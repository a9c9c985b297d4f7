import { encodePng, type Picture } from '@subnetkit/vision'
import type { Random } from 'subnetkit'
import { renderScene } from './render.js'
import { drawScene, type Level, type Scene } from './scene.js'

/** Ground truth of a picture with text; plain data, so that a round can be stored and replayed. */
export interface TextTruth {
  readonly text: string
}

/** A kind of picture. */
export interface TextKind {
  /** Levels of noise, all equally likely. */
  readonly levels: readonly Level[]
  /** Photographed: from an angle, out of focus, in uneven light, compressed. */
  readonly photo: boolean
}

/** A picture with a line of text, and the text. */
export function drawText(
  random: Random,
  { levels, photo }: TextKind,
  render: (scene: Scene) => Picture = renderScene,
) {
  const scene = drawScene(random, { level: random.pick(levels), photo })
  const truth: TextTruth = { text: scene.text }
  return { input: { image: encodePng(render(scene)) }, truth }
}
