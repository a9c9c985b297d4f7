import { join } from 'node:path'
import { createStorageSubnet } from '@subnetkit/subnet-storage'
import { createStorageMiner } from '@subnetkit/subnet-storage/miner'
import { defaultSettings } from '@subnetkit/subnet-storage/settings'
import { openShelf } from '@subnetkit/subnet-storage/shelf'
import { type Cast, production } from '../cast.js'
import { blockTimeMs } from '../clock.js'
import { startSilent } from '../miners/silent.js'
import { forging, hoarding, lying, noteArrivals, sharing } from '../miners/storage-cheats.js'

/** A quarter of a megabyte an object: it takes a fraction of a second on any machine. */
const fillerBytes = 262_144
const settings = {
  ...defaultSettings,
  ...{ fillerBytes, quotaBytes: 8 * fillerBytes, deepShare: 0.5, wholeShare: 0.7 },
  targetBytesPerSecond: fillerBytes,
}
/** Blocks of a round: deadlines are long, and no round waits for them. */
const roundBlocks = Math.ceil(70_000 / blockTimeMs)

/** The storage subnet: each validator fills the disks of the miners, and asks for proofs from the next round on. */
export const cast: Cast = {
  rounds: 5,
  async open({ folder }) {
    const subnet = createStorageSubnet({ settings, directory: 'unused' })
    const shelfIn = (folder: string) => openShelf({ directory: join(folder, 'shelf') })
    /** Disk of the honest miner, which another one shares. */
    const disk = shelfIn(join(folder, 'good'))
    const arrivals = noteArrivals(createStorageMiner(disk))
    return production({
      subnet,
      subnetOf: ({ folder }) => createStorageSubnet({ settings, directory: join(folder, 'catalogue') }),
      roundBlocks,
      // The first round stores, the second is the first to ask for proofs.
      paysFrom: 1,
      miners: {
        good: {
          role: 'honest',
          what: 'keeps all on its disk',
          start: ({ serve }) => serve(arrivals.handlers),
        },
        slow: {
          role: 'weaker',
          what: 'keeps all, on a slow line',
          start: ({ serve, folder }) =>
            serve(createStorageMiner(shelfIn(folder), { bytesPerSecond: settings.targetBytesPerSecond / 3 })),
        },
        hoarder: {
          role: 'cheat',
          what: 'keeps only leaves that were audited before',
          start: ({ serve, folder }) => serve(hoarding(shelfIn(folder))),
        },
        twin: {
          role: 'cheat',
          what: 'answers from the copy of the good one',
          start: ({ serve }) => serve(sharing(disk, arrivals)),
        },
        forger: {
          role: 'cheat',
          what: 'proves zeros with a tree of its own',
          start: ({ serve }) => serve(forging()),
        },
        liar: {
          role: 'cheat',
          what: 'passes audits, and returns other bytes',
          start: ({ serve, folder }) => serve(lying(shelfIn(folder))),
        },
        silent: { role: 'broken', what: 'publishes a port where nothing listens', start: startSilent },
      },
    })
  },
}
