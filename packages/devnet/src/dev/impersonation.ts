import { reasonOf } from '@subnetkit/base'
import type { Chain } from '../chain/chain.js'
import type { PalletName, Schema } from '../schema/schema.js'
import type { OfFields } from '../schema/type.js'
import { type RuntimeCall, runtimeCall } from '../schema/types/outer.js'
import { createStateReader } from '../state/state.js'
import { readRoot } from '../state/store.js'
import { toAccount } from './account.js'
import { devnetError } from './error.js'
import { type Outcome, outcomeIn } from './outcome.js'
import { toChainCall, toChainValue } from './value.js'

/** Names of the calls of a pallet. */
export type CallOf<P extends PalletName> = keyof Schema[P]['calls'] & string

/** The arguments of a call, by the chain's names. Accounts may be SS58 addresses. */
export type ArgsOf<P extends PalletName, C extends CallOf<P>> = Schema[P]['calls'][C] extends {
  readonly args: infer A
}
  ? OfFields<A>
  : never

/** Sends calls as an account without its key. */
export interface Impersonated {
  /**
   * Puts the call into the pool, with the account's next nonce and under the pool's rules, and returns the hash of its
   * extrinsic. The next block includes it. Throws BAD_CALL if the arguments do not match the call; a refusal of the pool
   * is thrown with its code.
   */
  submit<P extends PalletName, C extends CallOf<P>>(pallet: P, call: C, args: ArgsOf<P, C>): string
  /** As `submit`, then makes a block at once and returns the outcome of the call. */
  execute<P extends PalletName, C extends CallOf<P>>(pallet: P, call: C, args: ArgsOf<P, C>): Outcome
}

/** Returns the calls of `who`: an account, or `root`, which goes through Sudo as on the chain. */
export function impersonate(chain: Chain, who: string): Impersonated {
  const account = who === 'root' ? undefined : toAccount(who)
  const submit = (pallet: string, call: string, args: unknown) =>
    submitAs(chain, account, checkedCall({ pallet, call, args: args as RuntimeCall['args'] }))
  return {
    submit,
    execute(pallet, call, args) {
      const hash = submit(pallet, call, args)
      const outcome = outcomeIn(chain.mine(), hash)
      if (outcome) return outcome
      throw devnetError('NOT_INCLUDED', { call: `${pallet}.${call}` })
    },
  }
}

/** Submits a call as an account; `undefined` is root. Returns the hash of the extrinsic. */
export function submitAs(chain: Chain, account: string | undefined, call: RuntimeCall): string {
  if (account !== undefined) return chain.submitAs(account, call)
  const state = createStateReader(readRoot(chain.head.root))
  return chain.submitAs(state.Sudo.Key.get() ?? noSudo(), { pallet: 'Sudo', call: 'sudo', args: { call } })
}

function noSudo(): never {
  throw devnetError('BAD_CALL', {
    call: 'Sudo',
    detail: 'the chain has no sudo key any more, so no call can be made as root',
    fix: "Write the key back with setStorage('Sudo', 'Key', [], account).",
  })
}

function checkedCall(call: RuntimeCall): RuntimeCall {
  try {
    return toChainValue(runtimeCall, toChainCall(call)) as RuntimeCall
  } catch (error) {
    const fix = 'Use the names and types of the call in the metadata of the chain.'
    const details = { call: `${call.pallet}.${call.call}`, detail: reasonOf(error), fix }
    throw devnetError('BAD_CALL', details, { cause: error })
  }
}
