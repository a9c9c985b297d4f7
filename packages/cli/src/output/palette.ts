import { styleText } from 'node:util'
import type { TextSink } from '../io.js'

type Paint = (text: string) => string

/** The few looks that the commands use. */
export interface Palette {
  readonly bold: Paint
  readonly dim: Paint
  readonly good: Paint
  readonly bad: Paint
  readonly warn: Paint
  readonly accent: Paint
}

/** Colours for a terminal, plain text for anything else. https://no-color.org, https://force-color.org */
export function createPalette(sink: TextSink, env: Readonly<Record<string, string | undefined>>): Palette {
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '' && env.FORCE_COLOR !== '0'
  const wanted = forced || (sink.isTTY === true && env.TERM !== 'dumb')
  const colour = wanted && !env.NO_COLOR
  const paint = (style: Parameters<typeof styleText>[0]): Paint =>
    colour ? (text) => styleText(style, text) : (text) => text
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    good: paint('green'),
    bad: paint('red'),
    warn: paint('yellow'),
    accent: paint('cyan'),
  }
}
