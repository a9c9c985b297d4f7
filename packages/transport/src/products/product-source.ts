import type { Protocol, Subnet } from '@subnetkit/core'

/** The part of a subnet that its products are generated from. */
export type ProductSource = Pick<Subnet<Protocol, never>, 'name' | 'version' | 'protocol'>
