import { join } from 'node:path'
import { root } from '../boundaries/workspace.js'

/** The package that builds the site, with a lock and an installation of its own. */
export const builder = join(root, 'tools/site/vitepress')

/** Pages as VitePress reads them. */
export const staged = join(builder, 'dist')

/** The built site, unless another folder is named. */
export const output = join(root, 'dist/site')
