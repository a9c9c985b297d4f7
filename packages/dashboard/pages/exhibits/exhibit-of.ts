import type { PageExhibit } from '../../src/data/exhibits/exhibit-fields.js'

/** An exhibit of one kind. */
export type ExhibitOf<Kind extends PageExhibit['kind']> = Extract<PageExhibit, { readonly kind: Kind }>
