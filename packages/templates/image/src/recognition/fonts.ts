import { createRequire } from 'node:module'
import { GlobalFonts } from '@napi-rs/canvas'

/** Fonts that come with this project: one of each look, so that a reader of a single one does not get far. */
const files = {
  narrow: '@fontsource/archivo-narrow/files/archivo-narrow-latin-500-normal.woff2',
  sans: '@fontsource/oswald/files/oswald-latin-400-normal.woff2',
  serif: '@fontsource/zilla-slab/files/zilla-slab-latin-400-normal.woff2',
  mono: '@fontsource/courier-prime/files/courier-prime-latin-700-normal.woff2',
  typewriter: '@fontsource/special-elite/files/special-elite-latin-400-normal.woff2',
  hand: '@fontsource/kalam/files/kalam-latin-400-normal.woff2',
} as const

export type FontName = keyof typeof files
export const fontNames = Object.keys(files) as FontName[]

/** Family names for the canvas; no font of the machine has such a name, so none takes the place of ours. */
export const familyOf = (name: FontName): string => `subnet ${name}`

const { resolve } = createRequire(import.meta.url)
// Once, at import: draws are synchronous.
for (const name of fontNames) GlobalFonts.registerFromPath(resolve(files[name]), familyOf(name))
