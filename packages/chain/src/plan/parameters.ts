import { mechanism, netuid, rao } from '@subnetkit/base'
import { parseAddress } from '@subnetkit/wallet'
import { z } from 'zod'
import { blockRef } from '../read/block.js'

const u64 = 18_446_744_073_709_551_615n

/** Fields shared by the parameters of commands and reads. */
export const parameter = {
  netuid: netuid(),
  mechanism: mechanism(),
  /** Throws ADDRESS_INVALID for anything but an address of Bittensor, including addresses of other networks. */
  address: z.string({ error: 'an SS58 address' }).transform((text) => parseAddress(text)),
  rao: rao().max(u64, { error: `an amount of at most ${u64} rao` }),
  /** Block to read at; absent for the best one. */
  at: blockRef.optional(),
} as const
