import { defineSubnet, linear } from 'subnetkit'
import { type Catalogue, openCatalogue } from './catalogue.js'
import { exhibits } from './exhibits.js'
import { objectsOf } from './files/objects.js'
import { protocol } from './protocol.js'
import { createRubric } from './rubric.js'
import { possession } from './scoreboard.js'
import { defaultSettings, type StorageSettings } from './settings.js'
import { createTasks } from './tasks.js'

/** Options of {@link createStorageSubnet}. */
export interface StorageSubnetOptions {
  /** Folder of the validator's catalogue. Miners need none. @default STORAGE_CATALOGUE, or `catalogue` in the working folder */
  readonly directory?: string
  /** Catalogue of the validator, in place of that in the folder. */
  readonly catalogue?: Catalogue
  /** @default defaultSettings */
  readonly settings?: StorageSettings
}

/** The subnet with the catalogue of one validator. */
export function createStorageSubnet(options: StorageSubnetOptions = {}) {
  const { directory = process.env.STORAGE_CATALOGUE ?? 'catalogue', settings = defaultSettings } = options
  const catalogue = options.catalogue ?? openCatalogue(directory)
  const tasks = createTasks(catalogue, settings)
  return defineSubnet({
    name: 'subnet-storage',
    // Raise it with every change of the protocol, the settings or the rubric: validators publish it with their weights.
    version: 1,
    protocol,
    // How `subnet gateway` offers it to clients.
    views: { files: objectsOf(catalogue) },
    // What people look at in the dashboard.
    exhibits,
    tasks,
    rubric: createRubric(tasks, catalogue),
    incentive: {
      scoreboard: possession(),
      // Twice the volume, twice the pay: nothing is gained by more hotkeys.
      weights: linear(),
    },
  })
}

export default createStorageSubnet()
