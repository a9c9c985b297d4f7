import { blockBytes } from '@subnetkit/possession'
import type { PlayedMiner } from '../lab/miners.js'
import {
  beheading,
  claiming,
  honest,
  quitting,
  recomputing,
  relaying,
  sparing,
  untagged,
} from '../lab/miners.js'
import { defaultSettings, type StorageSettings } from '../settings.js'

const blocks = 2
/** The default settings with small objects, 16 of which fill a quota. */
export const playedSettings: StorageSettings = {
  ...defaultSettings,
  ...{ fillerBytes: blocks * blockBytes, quotaBytes: 16 * blocks * blockBytes },
}

/** Honest miners, and cheats, by what they do. */
export function population(rounds: number): Readonly<Record<string, PlayedMiner>> {
  const { quotaBytes, targetBytesPerSecond } = playedSettings
  const best = honest()
  // Objects, and a 64th of them for their tags.
  const half = () => honest((quotaBytes / 2) * (1 + 1 / 64))
  return {
    'keeps all: honest': best,
    'keeps half a quota, and refuses the rest: honest': half(),
    'a second hotkey on the same disk, with the other half': half(),
    'keeps all on a line of a third of the target: weaker': honest(undefined, targetBytesPerSecond / 3),
    'claims all, and keeps every other object': claiming(2),
    'keeps the first half of each object': beheading(blocks),
    'keeps no tags, and admits a loss at deep audits': untagged(),
    'leaves whole objects and deep audits without an answer': sparing(),
    'keeps all for half of the rounds, then nothing': quitting(rounds / 2),
    'keeps all at another host, and fetches over a line of a quarter of the target': honest(
      undefined,
      targetBytesPerSecond / 4,
    ),
    'keeps nothing, and asks an honest miner': relaying(best),
    'makes fillers again from a guessed secret': recomputing('makes fillers again from a guessed secret'),
  }
}
