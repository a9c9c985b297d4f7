import { minersPages } from '../miners/pages.js'
import { overviewPages } from '../overview/pages.js'
import { roundsPages } from '../rounds/pages.js'
import type { PageDefinition } from './page-definition.js'

/** All pages, in the order of the navigation. */
export const pages: readonly PageDefinition[] = [...overviewPages, ...roundsPages, ...minersPages]
