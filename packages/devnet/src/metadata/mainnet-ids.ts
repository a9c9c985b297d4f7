import { mainnetOrders, mainnetPlaces, mainnetTypes } from './mainnet-types.js'
import { shortName } from './type-names.js'

/** Ids of mainnet's types in metadata of one version. */
export interface MainnetIds {
  /** Number of mainnet's types: the first id that is free. */
  readonly size: number
  /** Id of a type, given its number. */
  idOf(number: number): number | undefined
}

const numbers = new Map<string, number[]>()
for (const [number, short] of mainnetTypes.trim().split(/\s+/).entries()) {
  const same = numbers.get(short)
  if (same) same.push(number)
  else numbers.set(short, [number])
}

/** Numbers by place, for types that mainnet lists more than once. */
const places = new Map<string, number>()
for (const line of mainnetPlaces.trim().split('\n')) {
  const [parent, ...parts] = line.split(' ')
  for (const part of parts) {
    const [place, number] = part.split('=')
    places.set(`${parent} ${place}`, Number(number))
  }
}

/**
 * Number of a type of mainnet, which is its id in metadata v16, by its name; `undefined` for a type that mainnet does not have.
 * Rust distinguishes types whose descriptions are equal, such as the balances of TAO and alpha, so that some are listed more
 * than once: the place decides among them, a part of the type with the number `parent` or of a pallet, and the first is for places
 * that mainnet does not have.
 */
export function mainnetNumber(
  name: string,
  parent: number | string | undefined,
  place: string,
): number | undefined {
  const same = numbers.get(shortName(name)) ?? []
  if (same.length < 2) return same[0]
  const there = places.get(`${parent} ${place}`)
  return same.find((number) => number === there) ?? same[0]
}

/** Ids in metadata of a version, which registers types in an order of its own. */
export function mainnetIds(version: 14 | 15 | 16): MainnetIds {
  const order = version === 16 ? undefined : readOrder(mainnetOrders[version])
  return {
    size: order?.size ?? mainnetTypes.trim().split(/\s+/).length,
    idOf: (number) => (order ? order.get(number) : number),
  }
}

/** Reads numbers in the order of their ids, such as `0-125 397 127`. */
function readOrder(text: string): ReadonlyMap<number, number> {
  const order = new Map<number, number>()
  for (const run of text.trim().split(/\s+/)) {
    const [from, to = from] = run.split('-').map(Number)
    for (let number = from!; number <= to!; number++) order.set(number, order.size)
  }
  return order
}
