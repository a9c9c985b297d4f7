import { checked, configError, optionsOf, parseOptions } from '@subnetkit/base'
import type { z } from 'zod'
import type { Protocol, Synapse, SynapseInput, SynapseOutput } from '../synapse.js'
import type { Exhibit, ExhibitedAnswer } from './exhibit.js'

/** Functions by synapse that name what people look at. */
export type ExhibitFunctions<P extends Protocol> = {
  readonly [Name in keyof P & string]?:
    | ((answer: ExhibitedAnswer<SynapseInput<P[Name]>, SynapseOutput<P[Name]>>) => readonly Exhibit[])
    | undefined
}

/** Exhibits of questions and answers, by synapse. */
export interface Exhibits {
  /** Synapses that have any. */
  readonly of: Protocol
  /** Returns the exhibits of a task of a synapse. */
  show(synapse: string, answer: ExhibitedAnswer): readonly Exhibit[]
}

const aFunction = checked<(answer: never) => readonly Exhibit[]>(
  (value) => typeof value === 'function',
  'a function of the question and its answer',
)

/** Field of a definition. */
export const exhibitsField = checked<Exhibits>(
  (value) => typeof value === 'object' && value !== null && 'of' in value && 'show' in value,
  'exhibits, as defineExhibits(protocol, { … }) makes them',
)

/**
 * Names what people look at in the questions and answers of a protocol, for `exhibits` of defineSubnet: texts, pictures, forecasts, audits.
 * The dashboard of a validator shows them. Functions get what a receipt has kept, must not wait, and change no score. Throws
 * CONFIG_INVALID for a synapse that the protocol lacks.
 * @example
 * defineExhibits(protocol, {
 *   complete: ({ input, output }) => [
 *     { kind: 'text', title: 'Prompt', text: input.prompt },
 *     ...(output === null ? [] : [{ kind: 'text', title: 'Answer', text: output.completion } as const]),
 *   ],
 * })
 */
export function defineExhibits<P extends Protocol>(protocol: P, functions: ExhibitFunctions<P>): Exhibits {
  const fields = Object.fromEntries(Object.keys(protocol).map((name) => [name, aFunction.optional()]))
  const parsed = parseOptions(
    optionsOf(fields as Record<string, z.ZodOptional<typeof aFunction>>),
    functions,
    'defineExhibits',
  )
  const known = Object.entries(parsed).filter(([, show]) => show !== undefined)
  return {
    of: Object.fromEntries(known.map(([name]) => [name, protocol[name] as Synapse])),
    show(synapse, answer) {
      const show = Object.hasOwn(parsed, synapse) ? parsed[synapse] : undefined
      return show === undefined ? [] : show(answer as never)
    },
  }
}

/** Throws CONFIG_INVALID for exhibits of another protocol. A synapse that the subnet leaves out has none. */
export function checkExhibits({ of }: Exhibits, protocol: Protocol, place: string): void {
  const odd = Object.keys(of).find(
    (name) => protocol[name] !== undefined && protocol[name].output !== of[name]!.output,
  )
  if (odd === undefined) return
  const detail = `the synapse ${odd} of the exhibits is not that of the subnet`
  const fix = 'Give defineExhibits() and defineSubnet() the same protocol.'
  throw configError('CONFIG_INVALID', { place: `${place} exhibits`, detail, fix })
}
