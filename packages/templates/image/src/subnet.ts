import { defineSubnet, power } from 'subnetkit'
import { exhibits } from './exhibits.js'
import { image } from './generation/picture-view.js'
import type { RerunOptions } from './generation/rerun.js'
import { type Offer, offeredProtocol } from './protocol.js'
import { createScoring } from './rubric.js'
import { balanced } from './scoreboard.js'
import { createTasks, type ImageFamilies } from './tasks.js'

/** Options of {@link createImageSubnet}: the synapses, and the models that validators paint again with. */
export interface ImageSubnetOptions extends Offer, RerunOptions {
  /** @default those of `src/tasks.ts` */
  readonly families?: ImageFamilies | undefined
}

/** Defines the subnet; `{ generate: false }` pays for reading only, `{ read: false }` for painting only. */
export function createImageSubnet(options: ImageSubnetOptions = {}) {
  const protocol = offeredProtocol(options)
  const tasks = createTasks(protocol, options.families)
  return defineSubnet({
    name: 'my-subnet',
    // Raise it with every change of the protocol or the rubric: validators publish it with their weights.
    version: 1,
    protocol,
    // How `subnet gateway` offers it to clients.
    views: Object.hasOwn(protocol, 'generate') ? { image } : {},
    // What people look at in the dashboard.
    exhibits,
    tasks,
    rubric: createScoring(tasks, options),
    incentive: {
      // A new answer counts for a tenth of a miner's score, the history for the rest, and who neglects a side is paid for neither.
      scoreboard: balanced({ isPainting: (family) => family === 'scene' }),
      // Twice the score earns eight times the weight.
      weights: power({ exponent: 3 }),
    },
  })
}

export default createImageSubnet()
