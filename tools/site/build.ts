import { join } from 'node:path'
import { builder, staged } from './folders.js'
import { install } from './install.js'
import { stageNoReference, stageReference } from './reference.js'
import { run } from './run.js'
import { stage } from './stage.js'

/** Options of a build of the site. */
export interface BuildOptions {
  /** Path of the site on its server, with a slash at both ends. */
  readonly base: string
  /** Folder of the built site. */
  readonly out: string
  /** Address of the site, for the links in `llms.txt`. */
  readonly site?: string | undefined
  readonly reference: boolean
  /** Checks the types of each block of TypeScript, about two seconds of CPU time for one. */
  readonly types: boolean
}

/** Runs VitePress, over the pages that are staged. */
export const vitepress = ({ base, out, site, types }: BuildOptions, ...args: string[]): Promise<void> =>
  run([process.execPath, join(builder, 'node_modules/vitepress/bin/vitepress.js'), ...args], builder, {
    ...{ DOCS_BASE: base, DOCS_OUT: out, DOCS_TYPES: types ? 'checked' : 'off' },
    ...(site !== undefined && { DOCS_SITE: site }),
  })

/** Builds the site. Throws for a dead link, and for a block of TypeScript that does not compile. */
export async function build(options: BuildOptions): Promise<void> {
  await install()
  await stage()
  await (options.reference ? stageReference() : stageNoReference())
  await vitepress(options, 'build', staged)
}
