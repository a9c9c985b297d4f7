import type { Recipe, ScorerRequest, ScorerResult, UsualPopulation } from '@subnetkit/lab'
import type { Failure } from '../../output/failure.js'

/** Miner of a request, whose agent goes by its name. */
export interface NamedMiner extends Omit<ScorerRequest['miners'][number], 'agent'> {
  readonly agent: string
  /** Of a mixture, which no process knows by its name. */
  readonly recipe: Recipe | null
}

/** Round that a process plays. */
export interface NamedRequest extends Omit<ScorerRequest, 'miners'> {
  readonly miners: readonly NamedMiner[]
}

/** Message to a process that scores. */
export type ToScorer =
  | {
      readonly kind: 'load'
      readonly module: string
      readonly population: UsualPopulation
      /** Seconds of processor time after which a step of a round counts as a loop. */
      readonly stallS: number
    }
  | { readonly kind: 'play'; readonly id: number; readonly request: NamedRequest }

/** Message of a process that scores. */
export type FromScorer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'played'; readonly id: number; readonly result: ScorerResult }
  | { readonly kind: 'failed'; readonly id: number | null; readonly failure: Failure }
