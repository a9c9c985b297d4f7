import type { Subnet } from '@subnetkit/core'
import type { Keypair } from '@subnetkit/wallet'
import { issueKey, runGateway } from 'subnetkit/gateway'
import type { Database, Store } from 'subnetkit/validator'
import type { Reach } from './call-lines.js'

export interface DemoGateway extends Reach, AsyncDisposable {}

/** Starts a gateway that asks the miners in the name of a validator, and makes a key for it. */
export async function startDemoGateway(
  subnet: Subnet,
  setting: {
    readonly network: string
    readonly netuid: number
    readonly hotkey: Keypair
    readonly database: Database
    /** Scores by which it routes. */
    readonly scores: Store
  },
): Promise<DemoGateway> {
  const gateway = await runGateway(subnet, {
    ...{ ...setting, port: 0, signals: false, log: false },
    // After Ctrl-C, do not wait for answers.
    stopMs: 1_000,
  })
  const { key } = await issueKey(gateway, { name: 'demo' })
  const { url, model } = gateway
  return { url, model, key, [Symbol.asyncDispose]: () => gateway.close() }
}
