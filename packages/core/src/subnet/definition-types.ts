import type { AnswerTo, Rubric } from '../rubric/rubric.js'
import type { Families, TaskSource } from '../tasks/task.js'
import type { Protocol } from './synapse.js'

/** Synapses that the tasks of a source call. */
export type Called<Source> =
  Source extends TaskSource<infer P, infer F> ? Pick<P, F[keyof F]['synapse']> : never

/**
 * `P` if it has the synapses that the tasks call; otherwise a text that the compiler's error shows. If the tasks
 * themselves are wrong, theirs is the only error.
 */
export type ProtocolFor<Source, P> = TaskSource extends Source
  ? P
  : [P, Called<Source>] extends [Called<Source>, Pick<P, keyof P & keyof Called<Source>>]
    ? P
    : 'the tasks were made for another protocol: give taskSource() and defineSubnet() the same'

/** `Scoring` if it scores the answers to these tasks; otherwise a text that the compiler's error shows. */
export type RubricFor<Source, Scoring> = TaskSource extends Source
  ? Scoring
  : Scoring extends Rubric<infer A>
    ? [AnswerTo<Source>] extends [A]
      ? Scoring
      : 'this rubric was made for other tasks: give rubric() the tasks of this subnet'
    : never

/** Families of a task source, where the protocol has their synapses. */
export type FamiliesFor<Source, P extends Protocol> =
  Source extends TaskSource<infer _, infer F> ? (F extends Families<P> ? F : never) : never
