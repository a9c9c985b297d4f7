import { callback, integer, parseOptions, strictOptions } from '@subnetkit/base'
import { z } from 'zod'
import type { Picture } from '../picture/picture.js'
import type { Painted, Painter, PaintOptions } from './painter.js'

/** Choice among pictures of one prompt. */
export interface BestOptions {
  /** Most pictures to paint, 1 to 1,000. */
  readonly of: number
  /** Rates a picture: higher is better. */
  readonly score: (picture: Picture) => number
  /** Score from which no further picture is painted. @default all are painted */
  readonly enough?: number | undefined
}

const bestOptions = strictOptions({
  of: integer(1, 1_000),
  score: callback<BestOptions['score']>(),
  enough: z.number().optional(),
})

/** Paints pictures of the seeds from `seed` on, and returns the one with the highest score, of equal ones the first. */
export async function paintBest(
  painter: Painter,
  options: PaintOptions,
  best: BestOptions,
): Promise<Painted> {
  const { of, score, enough = Number.POSITIVE_INFINITY } = parseOptions(bestOptions, best, 'paintBest')
  let found = await painter.paint(options)
  let highest = score(found.picture)
  for (let next = 1; next < of && highest < enough; next += 1) {
    const painted = await painter.paint({ ...options, seed: options.seed + next })
    const rated = score(painted.picture)
    if (rated > highest) [found, highest] = [painted, rated]
  }
  return found
}
