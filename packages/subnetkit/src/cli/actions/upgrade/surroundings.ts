import type { Context } from '../../context/context.js'

/** Everything that the programs of an upgrade run in. */
export interface Surroundings {
  /** Folder of the project. */
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  readonly progress: (text: string) => void
}

/** Variables that an npm exec above sets for itself; an npm below would read them as its own options. */
const ofExec = /^npm_config_(package|call|yes)$/

export const surroundingsOf = (context: Context, folder: string): Surroundings => ({
  folder,
  env: Object.fromEntries(Object.entries(context.io.env).filter(([name]) => !ofExec.test(name))),
  signal: context.signal,
  progress: context.progress,
})
