import { optionsOf } from '@subnetkit/base'
import type { z } from 'zod'
import { type Protocol, type SynapseOutput, type SynapseRequest, schemaField } from '../synapse.js'
import { makeView } from './make-view.js'
import { type Synthesis, type View, viewFields } from './view.js'

/** Options of {@link jsonView}. */
export interface JsonViewOptions<
  P extends Protocol,
  Name extends keyof P & string,
  Input extends z.ZodType,
  Output extends z.ZodType,
> extends Synthesis<z.output<Input>, z.output<Output>> {
  /** Synapse that answers. */
  readonly synapse: Name
  /** Schema of what a user sends, which has to have a JSON schema: `GET /v1/models/{id}` shows it. */
  readonly input: Input
  /** Schema of what the user gets: plain JSON. An answer that does not match is unusable. */
  readonly output: Output
  /** Converts the user's input to that of the synapse. */
  readonly toInput: (request: z.output<Input>) => SynapseRequest<P[Name]>
  /** Converts the synapse's output to what the user gets. */
  readonly toAnswer: (output: SynapseOutput<P[Name]>, request: z.output<Input>) => z.input<Output>
}

/** A synapse seen as a function from JSON to JSON. */
export interface JsonView extends View<unknown, unknown> {
  readonly input: z.ZodType
  readonly output: z.ZodType
}

const schema = optionsOf({ ...viewFields, input: schemaField, output: schemaField })

/**
 * Shows a synapse as a function from JSON to JSON, for `views` of defineSubnet: for predictions, prices and all else that has no form of
 * its own in other services. Throws CONFIG_INVALID for a synapse that the protocol lacks.
 * @example
 * jsonView(protocol, {
 *   synapse: 'forecast',
 *   input: z.object({ history: z.array(z.number()).min(2), horizon: z.int().min(1) }),
 *   output: z.object({ median: z.number() }),
 *   toInput: ({ history, horizon }) => ({ history, horizons: [horizon] }),
 *   toAnswer: ({ medians }) => ({ median: medians[0]! }),
 *   combine: (answers) => ({ median: answers.reduce((sum, { answer, weight }) => sum + weight * answer.median, 0) }),
 * })
 */
export function jsonView<
  P extends Protocol,
  const Name extends keyof P & string,
  Input extends z.ZodType,
  Output extends z.ZodType,
>(protocol: P, options: JsonViewOptions<P, Name, Input, Output>): JsonView {
  return makeView('jsonView', protocol, schema, options) as unknown as JsonView
}
