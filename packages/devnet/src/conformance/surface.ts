/** The surface of the real chain, as read from its metadata. */
export interface Surface {
  readonly pallets: readonly SurfacePallet[]
  /** The methods are signatures: `Api_method(argument: type) -> type`. */
  readonly apis: readonly { readonly name: string; readonly methods: readonly string[] }[]
  readonly signedExtensions: readonly string[]
  readonly viewFunctions: readonly string[]
}

/** A pallet of the real chain. */
export interface SurfacePallet {
  readonly name: string
  readonly index: number
  readonly calls: readonly { readonly name: string }[]
  readonly storage: readonly { readonly name: string }[]
  /** With their fields: `NetworkAdded(NetUid, u16)`. */
  readonly events: readonly string[]
  readonly errors: readonly { readonly name: string }[]
  readonly constants: readonly { readonly name: string }[]
}

export const SECTIONS = ['calls', 'storage', 'events', 'errors', 'constants'] as const
export type Section = (typeof SECTIONS)[number]

/** The names of one section of a pallet. */
export function namesOf(pallet: SurfacePallet, section: Section): string[] {
  if (section === 'events') return pallet.events.map((event) => event.replace(/\W.*$/s, ''))
  return pallet[section].map(({ name }) => name)
}
