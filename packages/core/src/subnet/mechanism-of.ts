import { configError } from '@subnetkit/base'
import type { Families } from '../tasks/task.js'
import type { Subnet } from './define-subnet.js'
import type { Mechanism } from './mechanisms.js'

/** A subnet as one of its mechanisms sees it. */
export type SubnetOf<S, N> =
  S extends Subnet<infer P, infer F, infer M>
    ? N extends 0
      ? Subnet<P, F, M>
      : N extends keyof M
        ? M[N] extends Mechanism<P, infer Own>
          ? Subnet<P, Own, M>
          : never
        : Subnet<P, Families<P>, M>
    : never

/** Returns the numbers of a subnet's mechanisms, from 0 on. */
export function mechanismsOf(subnet: Pick<Subnet, 'mechanisms'>): number[] {
  return [0, ...Object.keys(subnet.mechanisms).map(Number)]
}

/**
 * Returns a subnet as one of its mechanisms sees it: with that one's tasks, rubric and incentive. A definition without
 * `mechanisms` serves whatever mechanism it is run for. Throws CONFIG_INVALID for one that the definition lacks.
 */
export function mechanismOf<S extends Pick<Subnet, 'mechanisms'>, const N extends number>(
  subnet: S,
  mechanism: N,
): SubnetOf<S, N> {
  const all = mechanismsOf(subnet)
  const own = subnet.mechanisms[mechanism]
  if (own === undefined && mechanism !== 0 && all.length > 1) {
    throw configError('CONFIG_INVALID', {
      place: 'mechanism',
      detail: `the definition has the mechanisms ${all.join(', ')}, and not ${mechanism}`,
      fix: `Choose one of ${all.join(', ')}, or add mechanism ${mechanism} to defineSubnet.`,
    })
  }
  return { ...subnet, ...own } as unknown as SubnetOf<S, N>
}
