import type { Mode } from './mode.js'
import { plain } from './plain.js'

/** Modes by their suffix. */
export const modes: Readonly<Record<string, Mode>> = { plain }
