import { createHash } from 'node:crypto'
import { defineLab } from 'subnetkit/lab'
import { openCatalogue } from './catalogue.js'
import { shelfOf, storageCheats } from './lab/agents.js'
import { forge } from './lab/forge.js'
import { createMemoryPlace } from './lab/memory-place.js'
import { asReceived } from './lab/received.js'
import { labSettings, withTags } from './lab/settings.js'
import { createStorageMiner } from './miner.js'
import { createStorageSubnet } from './subnet.js'

/** Subnet of a validator whose catalogue lives as long as the simulation. */
function subnetOf(...secret: readonly (string | number)[]) {
  const digest = createHash('sha256').update(JSON.stringify(secret)).digest()
  return createStorageSubnet({ catalogue: openCatalogue(createMemoryPlace(digest)), settings: labSettings })
}

/** Skill from which a miner has room for the whole quota: that of the honest miners that cheats are compared with. */
const strong = 0.9

/** The subnet with miners that have room for a share of the quota: `npm run sim` plays cheats against them. */
export default defineLab({
  subnet: subnetOf('storage lab'),
  // Each validator gives objects of its own, and notes who took them.
  subnetFor: ({ seed, validator }) => subnetOf(seed, validator),
  async solve({ synapse, input }, { skill, memory, hotkey, random }) {
    if (skill === 0) return forge(synapse, input, random)
    const shelf = shelfOf(memory, hotkey)
    if (synapse === 'store') {
      const room = Math.min(1, skill / strong) * withTags(labSettings.quotaBytes)
      if (shelf.held() + withTags(input.size) > room) return { stored: false }
    }
    const handlers = createStorageMiner(shelf)
    const call = { input: asReceived(input), caller: { hotkey: 'validator' } }
    return (handlers[synapse] as unknown as (call: object) => Promise<never>)(call)
  },
  // A disk costs its price each round; answers from it cost little.
  work: { audit: 1, store: 0.1, 'first-store': 0.1, range: 0.1, whole: 0.1, 'deep-audit': 0.1 },
  agents: storageCheats,
})
