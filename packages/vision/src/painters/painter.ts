import type { Picture } from '../picture/picture.js'

/** One picture to be painted. */
export interface PaintOptions {
  readonly prompt: string
  /** Seed of the noise that the picture begins as, an unsigned 32-bit integer. */
  readonly seed: number
  /** Steps from noise to picture; more are better and cost more. */
  readonly steps: number
  readonly signal?: AbortSignal | undefined
}

/** A picture with the seed that gives it again. */
export interface Painted {
  readonly picture: Picture
  readonly seed: number
}

/** A model that paints prompts. Throws the signal's reason once it is aborted. */
export interface Painter {
  readonly modelId: string
  paint(options: PaintOptions): Promise<Painted>
}
