import { fastConstants } from '../schema/fast-build.js'
import type { UntypedPallet } from '../schema/pallet.js'
import { pallets } from '../schema/schema.js'
import { isPartOf, type RuntimeImage } from '../schema/version.js'

type FastConstants = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>

/** The pallets as a runtime has them: without what came after it, and with its own constants. */
export function palletsOf(image: RuntimeImage): UntypedPallet[] {
  const only = <T extends { readonly since?: number }>(items: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(items).filter(([, item]) => isPartOf(image, item)))
  return pallets.map((pallet) => ({
    ...pallet,
    storage: only(pallet.storage),
    calls: only(pallet.calls),
    events: only(pallet.events),
    constants: { ...pallet.constants, ...constantsOf(image, pallet) },
  }))
}

function constantsOf({ specVersion, slotMs, isFastBuild }: RuntimeImage, { name, constants }: UntypedPallet) {
  const withValue = (constant: string, change: (value: unknown) => unknown) => {
    const declared = constants[constant]
    return declared && { [constant]: { ...declared, value: change(declared.value) } }
  }
  const fast = isFastBuild ? (fastConstants as FastConstants)[name] : undefined
  if (fast) {
    return Object.fromEntries(
      Object.entries(fast).flatMap(([constant, value]) =>
        Object.entries(withValue(constant, () => value) ?? {}),
      ),
    )
  }
  if (name === 'Aura') return withValue('SlotDuration', () => BigInt(slotMs))
  if (name === 'System') {
    return withValue('Version', (version) => ({ ...(version as object), spec_version: specVersion }))
  }
  return undefined
}
