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
  const paint = (on: number, off: number): Paint =>
    colour ? (text) => `\u001b[${on}m${text}\u001b[${off}m` : (text) => text
  // Select Graphic Rendition (ECMA-48). util.styleText decides by process.stdout, which may not be the sink.
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    good: paint(32, 39),
    bad: paint(31, 39),
    warn: paint(33, 39),
    accent: paint(36, 39),
  }
}
