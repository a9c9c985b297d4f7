import type { ErrorName, EventName, PalletName, Schema } from '../schema/schema.js'

/** In a sentence: what the devnet does otherwise than the real chain. */
export type How = string

/** Simplifications of a pallet, by the names of the schema: a renamed item breaks the build. */
export interface PalletStatements<P extends PalletName> {
  readonly calls?: { readonly [C in keyof Schema[P]['calls'] & string]?: How }
  readonly storage?: { readonly [S in keyof Schema[P]['storage'] & string]?: How }
  readonly events?: { readonly [E in EventName<P>]?: How }
  readonly errors?: { readonly [E in ErrorName<P>]?: How }
  readonly constants?: { readonly [C in keyof Schema[P]['constants'] & string]?: How }
}

/** Statements on all pallets. What is not mentioned is claimed to be as on the real chain. */
export type Statements = { readonly [P in PalletName]?: PalletStatements<P> }
