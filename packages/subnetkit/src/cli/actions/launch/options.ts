import { z } from 'zod'
import { amountField, netuidField, taoField } from '../../config/fields.js'
import { hotkeyName } from '../../config/settings.js'
import type { HostPort } from '../../output/host-port.js'
import { hostPortField } from '../doctor/host-port.js'
import { acceptField } from '../hyperparams/accept.js'

/** A hotkey of the wallet that becomes a neuron of the subnet. */
export interface NeuronOption {
  readonly name: string
  /** Address to publish; null for none. */
  readonly axon: HostPort | null
}

/** `miner-1` or `miner-1@203.0.113.5:8091`. */
const minerField = z.string().transform((text, context): NeuronOption => {
  const at = text.lastIndexOf('@')
  const name = hotkeyName.safeParse(at === -1 ? text : text.slice(0, at))
  const axon = at === -1 ? null : hostPortField.safeParse(text.slice(at + 1))
  for (const { error } of [name, ...(axon === null ? [] : [axon])]) {
    for (const { message } of error?.issues ?? []) context.addIssue({ code: 'custom', message })
  }
  return name.success ? { name: name.data, axon: axon?.data ?? null } : z.NEVER
})

const path = z.string().min(1, 'must not be empty')

/** Options of `subnet launch`. */
export const launchSchema = z.strictObject({
  export: z.string().min(1, 'must not be empty').optional(),
  netuid: netuidField.refine((netuid) => netuid > 0, 'must not be 0, the root network').optional(),
  identity: path.optional(),
  validator: z.array(hotkeyName).default([]),
  miner: z.array(minerField).default([]),
  stake: amountField('alpha').optional(),
  maxCost: taoField.optional(),
  accept: acceptField,
  /** `--no-start` sets it to false. */
  start: z.boolean().default(true),
  wait: z.boolean().default(false),
  state: path.optional(),
})

export type LaunchOptions = z.output<typeof launchSchema>
