import { type SynapseInput, type SynapseResponse, synapse, z } from 'subnetkit'

/** Fewest and most samples of one horizon. */
export const fewestSamples = 32
export const mostSamples = 96
/** Most horizons of a question, and most values of its history. */
export const mostHorizons = 8
export const mostHistory = 1_000

/** Expectation of a miner: for each horizon, in the order of the question, equally likely values. */
const forecast = z.array(z.array(z.number()).min(fewestSamples).max(mostSamples)).min(1).max(mostHorizons)

/** A SHA-256, in lower-case hex. */
const hash = z.string().regex(/^[0-9a-f]{64}$/)

/** Most characters of a sealed forecast. */
export const mostSealed = 3_000

/** Base64 of a forecast that a pulse opens; see `sealForecast`. */
const sealed = z.object({ sealed: z.base64().max(mostSealed) })

/** Values of a series, oldest first, the seasons that it has, and the steps ahead to forecast. */
const past = {
  history: z.array(z.number()).min(2).max(mostHistory),
  /** Lengths of the seasons that the series is known to have, in steps. */
  seasons: z.array(z.int().min(2)).max(4),
  horizons: z.array(z.int().min(1)).min(1).max(mostHorizons),
}

/** Scored: commit to a forecast of a series now, and reveal the one that has matured. Beside it, a forecast in the open, for users. */
export const protocol = {
  forecast: synapse({
    input: z.object({
      /** Hotkey of the miner that is asked; the commitment covers it. */
      hotkey: z.string().min(1).max(64),
      series: z.string().min(1).max(64),
      /** Name of this forecast: the number of the round in which it is committed. */
      origin: z.int().min(0),
      /** Number of the newest value of `history`; it grows by 1 with each step of the series. */
      step: z.int().min(0),
      ...past,
      /** Round of a beacon that the forecast may be sealed to, and the key of its pulse; null if it has to be committed by its hash. */
      lock: z.object({ round: z.int().min(0), publicKey: z.string().max(192) }).nullable(),
      /** Origin of the forecast to reveal now; null if none has matured. */
      reveal: z.int().min(0).nullable(),
    }),
    output: z.object({
      /** Hash of the forecast for `origin`, see `commitmentOf`; or the forecast itself, sealed to `lock`. */
      commitment: z.union([hash, sealed]),
      /** Forecast for the origin `reveal`, with the salt that its hash was made with; null if it was sealed. */
      revealed: z.object({ salt: hash, forecast }).nullable(),
    }),
    deadline: '8s',
    maxBytes: '64kB',
  }),
  predict: synapse({
    input: z.object(past),
    output: z.object({ forecast }),
    deadline: '8s',
    maxBytes: '64kB',
  }),
}

/** Protocol of the prediction subnet. */
export type PredictionProtocol = typeof protocol
/** Question to a miner. */
export type ForecastInput = SynapseInput<PredictionProtocol['forecast']>
/** Response of a miner. */
export type ForecastOutput = SynapseResponse<PredictionProtocol['forecast']>
/** Question of a user. */
export type PredictInput = SynapseInput<PredictionProtocol['predict']>
/** Samples of each horizon. */
export type Forecast = z.output<typeof forecast>
