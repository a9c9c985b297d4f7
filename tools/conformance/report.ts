import {
  type ConformanceReport,
  compareWith,
  type Item,
  namesOf,
  SECTIONS,
  type Section,
  type Surface,
} from '@subnetkit/devnet/conformance'
import { type Evidence, evidenceFor, namesApi, namesCall, namesOutcome, namesStorage } from './evidence.js'
import { codeNames, devnetTests, readFixture } from './sources.js'

/** The comparison and, item by item, the test that shows it. */
export interface Findings {
  readonly report: ConformanceReport
  /** By `Pallet.item` of a section, or by `Api_method`; absent where no test names the item. */
  evidence(section: Section | 'apis', owner: string, item: Item): Evidence | undefined
}

/** Reads sources and tests as they are now. */
export function findings(): Findings {
  const surface: Surface = JSON.parse(readFixture('surface-spec381.json'))
  const shared = sharedNames(surface)
  const tests = devnetTests()
  return {
    report: compareWith(surface, codeNames(shared)),
    evidence(section, owner, { name, status }) {
      if (status === 'absent') return undefined
      switch (section) {
        case 'apis':
          return evidenceFor(tests, name, namesApi(owner, name.slice(owner.length + 1)))
        case 'calls':
          return evidenceFor(tests, name, namesCall(owner, name))
        case 'storage':
          return evidenceFor(tests, name, namesStorage(owner, name))
        case 'constants':
          return undefined
        default:
          return evidenceFor(tests, name, namesOutcome(owner, name, shared.has(name)))
      }
    },
  }
}

/** Names that more than one pallet, or more than one section of a pallet, has. */
function sharedNames(surface: Surface): Set<string> {
  const seen = new Set<string>()
  const shared = new Set<string>()
  for (const name of surface.pallets.flatMap((pallet) =>
    SECTIONS.flatMap((section) => namesOf(pallet, section)),
  )) {
    if (seen.has(name)) shared.add(name)
    seen.add(name)
  }
  return shared
}
