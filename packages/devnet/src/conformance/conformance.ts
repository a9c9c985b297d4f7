import { runtimeApis } from '../apis/registry.js'
import { transactionExtensions } from '../metadata/extensions.js'
import { subtensorRules } from '../rules/rules.js'
import { collectHandlers } from '../runtime/handlers.js'
import type { AnyStorageItem, UntypedPallet } from '../schema/pallet.js'
import { findPallet, pallets } from '../schema/schema.js'
import { newerItems } from './newer-items.js'
import { simplifiedApis, simplifiedExtensions } from './simplified-apis.js'
import { simplifiedPallets } from './simplified-pallets.js'
import { namesOf, SECTIONS, type Section, type Surface, type SurfacePallet } from './surface.js'

export type Status = 'same' | 'simplified' | 'absent'

/** One item of the real surface, and its status on the devnet. */
export interface Item {
  readonly name: string
  readonly status: Status
  /** Simplification, or reason for being absent. */
  readonly how?: string
  /** First spec version that has it, for items later than spec 381; `newer` if unknown. */
  readonly since?: number | 'newer'
  /** First spec version that no longer has it. */
  readonly until?: number
}

/** A pallet, item by item. `declared` is false for pallets that the devnet's metadata does not have. */
export interface PalletReport {
  readonly name: string
  readonly declared: boolean
  readonly sections: { readonly [S in Section]: readonly Item[] }
}

/** The devnet compared with the real surface. */
export interface ConformanceReport {
  readonly pallets: readonly PalletReport[]
  readonly apis: readonly { readonly name: string; readonly methods: readonly Item[] }[]
  readonly extensions: readonly Item[]
  readonly viewFunctions: readonly Item[]
}

/** Names used by the devnet's code, apart from schema and tests: an unused item has no effect. */
export interface CodeNames {
  /** Returns true if the code reads or writes a storage item. */
  hasStorage(pallet: string, name: string): boolean
  /** Returns true if the code uses an event or an error by its name. */
  hasName(pallet: string, name: string): boolean
}

/** Compares schema, rules and runtime APIs with the real surface. */
export function compareWith(surface: Surface, code: CodeNames): ConformanceReport {
  return {
    pallets: surface.pallets.map((real) => comparePallet(real, findPallet(real.name), code)),
    apis: compareApis(surface),
    extensions: surface.signedExtensions.map((name) =>
      transactionExtensions.some(({ identifier }) => identifier === name)
        ? present(name, simplifiedExtensions[name])
        : { name, status: 'absent' as const },
    ),
    viewFunctions: surface.viewFunctions.map((name) => ({ name, status: 'absent' as const })),
  }
}

/** Statements about things that are not there: none, as long as they are true. */
export function idleStatements(): string[] {
  const methods = runtimeApis.flatMap(({ name, methods }) =>
    Object.keys(methods).map((method) => `${name}_${method}`),
  )
  const extensions = transactionExtensions.map(({ identifier }) => identifier as string)
  const uncalled = pallets.flatMap(({ name }) =>
    Object.keys(statementsOf(name).calls ?? {})
      .map((call) => `${name}.${call}`)
      .filter((call) => !handlers.has(call)),
  )
  return [
    ...uncalled,
    ...Object.keys(simplifiedApis).filter((name) => !methods.includes(name)),
    ...Object.keys(simplifiedExtensions).filter((name) => !extensions.includes(name)),
  ]
}

const handlers = collectHandlers(subtensorRules)

const statementsOf = (pallet: string) =>
  ((simplifiedPallets as Record<string, unknown>)[pallet] ?? {}) as Partial<
    Record<Section, Readonly<Record<string, string>>>
  >

const present = (
  name: string,
  how: string | undefined,
  { since, until }: Pick<Item, 'since' | 'until'> = {},
): Item => ({
  name,
  status: how === undefined ? 'same' : 'simplified',
  ...(how === undefined ? {} : { how }),
  ...(since === undefined ? {} : { since }),
  ...(until === undefined ? {} : { until }),
})

function comparePallet(real: SurfacePallet, ours: UntypedPallet | undefined, code: CodeNames): PalletReport {
  const sections = Object.fromEntries(
    SECTIONS.map((section) => [section, compareSection(real, ours, section, code)]),
  ) as Record<Section, Item[]>
  return { name: real.name, declared: ours !== undefined, sections }
}

function compareSection(
  real: SurfacePallet,
  ours: UntypedPallet | undefined,
  section: Section,
  code: CodeNames,
): Item[] {
  const names = namesOf(real, section)
  if (!ours) return names.map((name) => ({ name, status: 'absent' as const }))
  const described =
    section === 'errors' ? Object.fromEntries(ours.errors.map((name) => [name, {}])) : ours[section]
  const newer = Object.keys(described).filter((name) => !names.includes(name))
  return [...names, ...newer].map((name) => {
    const item = described[name] as Pick<AnyStorageItem, 'since' | 'until'> | undefined
    if (item === undefined) return { name, status: 'absent' as const, how: 'not in the metadata' }
    const why = whyIdle(ours.name, section, name, code)
    const { until } = item
    // Errors carry no version of their own.
    const dated = newerItems[`${ours.name}.${name}`] ?? newerItems[name] ?? 'newer'
    const since: Item['since'] = item.since ?? (names.includes(name) ? undefined : dated)
    const dates = { ...(since && { since }), ...(until && { until }) }
    if (why === undefined) return present(name, statementsOf(ours.name)[section]?.[name], dates)
    return { ...present(name, why, dates), status: 'absent' as const }
  })
}

/** Reason why an item of the metadata has no effect; `undefined` when it has one. */
function whyIdle(pallet: string, section: Section, name: string, code: CodeNames): string | undefined {
  switch (section) {
    case 'calls':
      return handlers.has(`${pallet}.${name}`) ? undefined : 'refused'
    case 'storage':
      return code.hasStorage(pallet, name) ? undefined : 'reads as its default'
    case 'events':
      return code.hasName(pallet, name) ? undefined : 'never emitted'
    case 'errors':
      return code.hasName(pallet, name) ? undefined : 'never raised'
    case 'constants':
      return undefined
  }
}

function compareApis(surface: Surface): ConformanceReport['apis'] {
  const ours = new Map(runtimeApis.map((api) => [api.name, api]))
  const real = new Map(surface.apis.map((api) => [api.name, api]))
  return [...new Set([...real.keys(), ...ours.keys()])].map((name) => {
    const signatures = real.get(name)?.methods ?? []
    const theirs = signatures.map((signature) => signature.replace(/\(.*$/s, '').slice(name.length + 1))
    const mine = Object.keys(ours.get(name)?.methods ?? {})
    const methods = [...new Set([...theirs, ...mine])].map((method) => {
      const full = `${name}_${method}`
      if (!mine.includes(method)) return { name: full, status: 'absent' as const }
      const since = theirs.includes(method) ? {} : { since: newerItems[full] ?? ('newer' as const) }
      return present(full, simplifiedApis[full], since)
    })
    return { name, methods }
  })
}
