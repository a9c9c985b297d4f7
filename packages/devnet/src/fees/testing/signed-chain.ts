import { toHex } from '../../codec/bytes.js'
import { makeExtrinsic, pairOf } from '../../conformance/testing/fuzz.js'
import { errorName } from '../../dev/outcome.js'
import { createDevnet, type DevnetOptions } from '../../devnet.js'
import type { DispatchError } from '../../schema/types/dispatch.js'
import { type RuntimeCall, runtimeCall } from '../../schema/types/outer.js'
import { RUNTIME } from '../../schema/version.js'

export const [alice, bob, dave] = ['//Alice', '//Bob', '//Dave'].map((uri) =>
  toHex(pairOf(uri).publicKey),
) as [string, string, string]

export const addressOf = (account: string) => ({ type: 'Id', value: account })

export const remark = (text: string): RuntimeCall => ({
  pallet: 'System',
  call: 'remark',
  args: { remark: new TextEncoder().encode(text) },
})

export const transfer = (to: string, value: bigint): RuntimeCall => ({
  pallet: 'Balances',
  call: 'transfer_keep_alive',
  args: { dest: addressOf(to), value },
})

/** A devnet to which calls are sent signed, each into a block of its own. */
export async function signedChain(options: DevnetOptions = {}) {
  const devnet = await createDevnet({ seed: 'fees', blockTime: 'manual', ...options })
  const specVersion = options.specVersion ?? RUNTIME.specVersion
  const genesisHash = await devnet.provider.send<string>('chain_getBlockHash', [0])
  const nonceOf = (uri: string) => devnet.state.System.Account.get(toHex(pairOf(uri).publicKey)).nonce
  const free = (account: string) => devnet.state.System.Account.get(account).data.free

  const sign = (uri: string, call: RuntimeCall, { tip = 0n, nonce = nonceOf(uri) } = {}) =>
    toHex(
      makeExtrinsic({
        pair: pairOf(uri),
        call: runtimeCall.codec.enc(call),
        genesisHash,
        nonce,
        tip,
        specVersion,
      }),
    )

  /** The events of the extrinsic, and the fee that was reported. */
  async function send(uri: string, call: RuntimeCall, tip = 0n) {
    await devnet.provider.send('author_submitExtrinsic', [sign(uri, call, { tip })])
    devnet.mine()
    const own = devnet.state.System.Events.get()
      .filter(({ phase }) => phase.type === 'ApplyExtrinsic' && phase.value === 1)
      .map(({ event }) => event)
    const dataOf = (name: string) => own.find(({ event }) => event === name)?.data as Record<string, unknown>
    const failed = dataOf('ExtrinsicFailed')
    return {
      events: own.map(({ event }) => event),
      dataOf,
      fee: dataOf('TransactionFeePaid')?.actual_fee as bigint,
      info: (failed ?? dataOf('ExtrinsicSuccess'))?.dispatch_info as {
        readonly weight: { readonly ref_time: bigint; readonly proof_size: bigint }
        readonly class: string
        readonly pays_fee: string
      },
      error: failed ? errorName(failed.dispatch_error as DispatchError) : null,
    }
  }

  return { devnet, sign, send, free, [Symbol.asyncDispose]: () => devnet.close() }
}
