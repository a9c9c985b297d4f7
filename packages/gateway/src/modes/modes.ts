import { best } from './best.js'
import { cascade } from './cascade.js'
import type { Mode } from './mode.js'
import { panel } from './panel.js'
import { plain } from './plain.js'
import { vote } from './vote.js'

/** Modes by their suffix. */
export const modes: Readonly<Record<string, Mode>> = { plain, vote, best, cascade, panel }
