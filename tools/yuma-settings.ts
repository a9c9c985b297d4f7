/** Hyperparameters with which campaigns play an epoch, in the units of the chain; emission in rao. */
export const yumaSettings = {
  kappa: 32_767,
  bondsPenalty: 65_535,
  bondsMovingAverage: 900_000,
  alphaSigmoidSteepness: 1_000,
  alphaLow: 45_875,
  alphaHigh: 58_982,
  yuma3: true,
  liquidAlpha: false,
  raoEmission: 360_000_000_000n,
}
