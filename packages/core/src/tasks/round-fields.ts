import { checked, integer, mechanism, netuid } from '@subnetkit/base'

/** Fields of a round, as tasks are drawn from it. */
export const roundFields = {
  netuid: netuid(),
  mechanism: mechanism(),
  number: integer(),
  secret: bytes('32 secret bytes', 32),
}

/** Bytes, of a fixed length if one is given; `expected` describes them. */
export function bytes(expected: string, length?: number) {
  return checked<Uint8Array>(
    (value) => value instanceof Uint8Array && (length === undefined || value.length === length),
    expected,
  )
}
