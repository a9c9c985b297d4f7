/** Rates that `npm run watch` measured in populations that were played through Yuma. */
export interface WatchCalibration {
  /** Honest populations that were played. */
  readonly populations: number
  /** Epochs of each. */
  readonly epochs: number
  /** Honest populations with any finding. */
  readonly falseAlarms: number
  readonly cheats: readonly {
    readonly cheat: string
    /** Epochs within which 95 % of the cheats were found; null where fewer were. */
    readonly within: number | null
  }[]
}

/** Calibration of the rules of `watchValidators`. */
export const watchCalibration: WatchCalibration = {
  populations: 200,
  epochs: 40,
  falseAlarms: 1,
  cheats: [
    { cheat: 'copies consensus', within: 9 },
    { cheat: 'copies the mean', within: 7 },
    { cheat: 'copies a validator', within: 7 },
    { cheat: 'copies with noise', within: 14 },
    { cheat: 'copies within the epoch', within: 7 },
    { cheat: 'sets the same again', within: 7 },
    { cheat: 'sets nothing any more', within: 13 },
    { cheat: 'pays its own miners', within: 7 },
    { cheat: "pays each other's miners", within: 13 },
    { cheat: 'pays the same strangers', within: 32 },
  ],
}
