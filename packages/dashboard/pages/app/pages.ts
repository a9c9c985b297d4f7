import { chainPages } from '../chain/pages.js'
import { devnetPages } from '../devnet/pages.js'
import { doctorPages } from '../doctor/pages.js'
import { gatewayPages } from '../gateway/pages.js'
import { minersPages } from '../miners/pages.js'
import { overviewPages } from '../overview/pages.js'
import { queuePages } from '../queue/pages.js'
import { roundsPages } from '../rounds/pages.js'
import { simPages } from '../sim/pages.js'
import { validatorsPages } from '../validators/pages.js'
import { weightsPages } from '../weights/pages.js'
import type { PageDefinition } from './page-definition.js'

/** All pages, in the order of the navigation. */
export const pages: readonly PageDefinition[] = [
  ...[...overviewPages, ...roundsPages, ...minersPages, ...validatorsPages],
  ...[
    ...weightsPages,
    ...chainPages,
    ...queuePages,
    ...gatewayPages,
    ...devnetPages,
    ...simPages,
    ...doctorPages,
  ],
]
