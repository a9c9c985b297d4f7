import { type WatchFinding, watchValidators } from '@subnetkit/core'
import { type CheatName, cheatsFrom } from './cheats.js'
import { type Played, playPopulation } from './play.js'

/** Epochs that each population is played for. */
export const epochs = 40

/** Findings in one honest population: each is a false alarm. */
export const falseAlarms = (seed: number): readonly WatchFinding[] =>
  watchValidators(playPopulation(seed, epochs).snapshots)

/** Result of one population with a cheat. */
export interface Hunt {
  /** Epochs of cheating until it was found; null if it was not. */
  readonly foundAfter: number | null
  /** Findings about validators that do not cheat. */
  readonly wrong: readonly WatchFinding[]
}

export function hunt(seed: number, name: CheatName, playedEpochs = epochs): Hunt {
  const played = playPopulation(seed, playedEpochs, name)
  const findings = watchValidators(played.snapshots)
  const right = findings.filter((finding) => isOf(played, finding))
  const [first] = right
  return {
    foundAfter: first === undefined ? null : epochOf(played, first.foundBlock) - cheatsFrom + 1,
    wrong: findings.filter(
      ({ validators }) => !validators.some(({ uid }) => played.cheat?.cheats.includes(uid)),
    ),
  }
}

function isOf({ cheat }: Played, { kind, validators }: WatchFinding): boolean {
  return kind === cheat?.kind && validators.every(({ uid }) => cheat.cheats.includes(uid))
}

const epochOf = ({ snapshots }: Played, block: number) =>
  snapshots.findIndex((snapshot) => snapshot.block === block)

/** Epochs within which this part of the hunts succeeded; null if fewer did. */
export function foundWithin(hunts: readonly Hunt[], part: number): number | null {
  const sorted = hunts.map(({ foundAfter }) => foundAfter ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b)
  const at = sorted[Math.ceil(hunts.length * part) - 1] ?? Number.POSITIVE_INFINITY
  return Number.isFinite(at) ? at : null
}
