import type { Answer, Rubric } from '../rubric/rubric.js'
import type { Incentive } from '../scoreboard/policy.js'
import type { Families, TaskSource } from '../tasks/task.js'
import type { FamiliesFor, ProtocolFor, RubricFor } from './definition-types.js'
import type { NextMechanismDefinition, NextScoring } from './next-version.js'
import type { Protocol } from './synapse.js'

/** Parts that each mechanism defines: its questions, their scores and its pay. */
export interface MechanismDefinition<
  Source extends TaskSource = TaskSource,
  Scoring extends Rubric<never> = Rubric<never>,
> {
  readonly tasks: Source
  /** Rubric for these tasks: `rubric(tasks, { … })`. */
  readonly rubric: Scoring
  /** @default exponential average (alpha 0.1), power (exponent 2), no burn */
  readonly incentive?: Partial<Incentive> | undefined
  /** Its scoring in the next version, which the subnet's `next` numbers. @default as it is */
  readonly next?: NextMechanismDefinition<Source> | undefined
}

/** Definitions of the mechanisms from 1 on, by number. */
export type MechanismDefinitions = Readonly<Record<number, MechanismDefinition>>

/** `unknown` for each mechanism whose tasks and rubric fit; otherwise a text that the compiler's error shows. */
export type MechanismsFor<M, P> = {
  readonly [N in keyof M]: M[N] extends { readonly tasks: infer Source; readonly rubric: infer Scoring }
    ? {
        readonly tasks: ProtocolFor<Source, P> extends P ? unknown : ProtocolFor<Source, P>
        readonly rubric: RubricFor<Source, Scoring>
      }
    : unknown
}

/** A mechanism of a subnet, with its defaults filled in. */
export interface Mechanism<P extends Protocol = Protocol, F extends Families<P> = Families<P>> {
  readonly tasks: TaskSource<P, F>
  readonly rubric: Rubric<Answer<P, F>>
  readonly incentive: Incentive
  /** Scoring of the next version, if the subnet has one. */
  readonly next?: NextScoring<Answer<P, F>> | undefined
}

/** Mechanisms from 1 on, by number. */
export type Mechanisms = Readonly<
  Record<
    number,
    Omit<Mechanism, 'rubric' | 'next'> & {
      readonly rubric: Rubric<never>
      readonly next?: NextScoring | undefined
    }
  >
>

/** Mechanisms that follow from their definitions. */
export type MechanismsOf<M, P extends Protocol> = {
  readonly [N in keyof M]: M[N] extends { readonly tasks: infer Source }
    ? Mechanism<P, FamiliesFor<Source, P>>
    : never
}
