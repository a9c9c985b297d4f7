import type { V16 } from '@polkadot-api/substrate-bindings'

/** Enums that newer runtimes have added to, with their last case at spec 381. */
const LAST_CASE: Readonly<Record<string, number>> = {
  'pallet_subtensor::utils::rate_limiting::Hyperparameter': 25,
}

/** These enums list pallets, and the devnet has fewer of those. */
const PER_PALLET = /Runtime(Call|Event|HoldReason|FreezeReason)$/

/** A type of metadata spelled out, all that it is made of included. */
export function spell(metadata: V16, id: number): string {
  const { path, def } = metadata.lookup[id]!
  const name = path.join('::')
  if (PER_PALLET.test(name)) return name
  const fields = (list: readonly { name: string | undefined; type: number }[]) =>
    list.map((field) => `${field.name ?? ''}:${spell(metadata, field.type)}`).join()
  switch (def.tag) {
    case 'primitive':
      return def.value.tag
    case 'compact':
      return `Compact<${spell(metadata, def.value)}>`
    case 'sequence':
      return `Vec<${spell(metadata, def.value)}>`
    case 'array':
      return `[${spell(metadata, def.value.type)};${def.value.len}]`
    case 'tuple':
      return `(${def.value.map((type) => spell(metadata, type)).join()})`
    case 'composite':
      return `${name}{${fields(def.value)}}`
    case 'variant':
      return `${name}<${def.value
        .filter(({ index }) => index <= (LAST_CASE[name] ?? 255))
        .map((item) => `${item.name}@${item.index}(${fields(item.fields)})`)
        .join()}>`
    default:
      return def.tag
  }
}
