import type { ComponentType } from 'preact'
import type { About } from '../data/about.js'

/** Values of the parts of a path that begin with a colon. */
export type Params = Readonly<Record<string, string>>

/** One page: its folder exports a list of them, which `pages.ts` collects. */
export interface PageDefinition {
  /** Path with parts such as `:round`. */
  readonly path: string
  readonly title: string
  /** Icon in the navigation; a page without one is reached from others. */
  readonly icon?: string
  /** False where the page has nothing to show. @default always true */
  readonly onlyFor?: (about: Pick<About, 'isDevnet' | 'hasGateway'>) => boolean
  readonly view: ComponentType<{ readonly params: Params }>
}

/** Returns the values of a path's parts, or null if it is another path. */
export function matchPath(pattern: string, path: string): Params | null {
  const [wanted, given] = [pattern, path].map((text) => text.split('/').filter((part) => part !== ''))
  if (wanted!.length !== given!.length) return null
  const params: Record<string, string> = {}
  for (const [at, part] of wanted!.entries()) {
    const value = given![at] as string
    if (part.startsWith(':')) params[part.slice(1)] = decoded(value)
    else if (part !== value) return null
  }
  return params
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
