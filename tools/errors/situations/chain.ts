import type { Situation } from './situation.js'

export const chain: Situation = {
  title: 'Reaching the chain, and changing it',
  first:
    '`subnet doctor` checks the endpoint, its blocks and your clock. `--dry-run` shows what any command would send and cost.',
  causes: {
    CHAIN_UNREACHABLE:
      'Nothing listens at that endpoint, its name does not resolve, or a firewall drops the connection. `local` needs a devnet that runs.',
    CHAIN_TIMEOUT:
      'The endpoint took the request and did not answer: it is overloaded, or the connection is half dead.',
    CHAIN_CONNECTION_LOST:
      'The connection broke in the middle of a call. Long-running processes connect again by themselves; a single command does not repeat what it may have sent.',
    CHAIN_GENESIS_MISMATCH:
      'The endpoint is of another chain than the one that this process or its store knows, such as a devnet that was restarted.',
    CHAIN_REJECTED: {
      cause: 'The chain ran the call and refused it. The reason is its own word for it.',
      remedy:
        'Follow the line after the message: it is made for that reason. `subnet doctor --netuid <n>` checks the usual ones.',
    },
    CHAIN_RUNTIME_CHANGED: 'The chain was upgraded between encoding and sending. Nothing was sent.',
    CHAIN_FEATURE_MISSING:
      'The command needs a call or a storage item that the runtime of that chain does not have.',
    CALL_CHANGED:
      'The chain was upgraded, and the call has other arguments now. subnetkit sends nothing that it cannot read itself.',
    CHAIN_HISTORY_MISSING: 'The node keeps recent blocks only. Old ones are on archive nodes.',
    NOT_REGISTERED:
      'The hotkey has no uid on that subnet: it was never registered there, was pruned, or another one is selected.',
    SUBNET_UNKNOWN: 'The number is wrong, or belongs to another network than the one of the endpoint.',
    SUBNET_NOT_OWNED: 'Only the coldkey that registered the subnet may change it.',
    SUBNET_NOT_STARTED: 'A new subnet has no trade until its owner starts it.',
    SUBNET_START_EARLY: 'The chain makes a new subnet wait before it may start.',
    SUBNET_FULL: 'All places are taken by neurons that are in their immunity period or may not be replaced.',
    REGISTRATION_CLOSED: {
      cause: 'The owner of the subnet does not allow registrations at present.',
      remedy: 'Ask the owner of the subnet to open it, or try again later.',
    },
    REGISTRATIONS_EXHAUSTED: 'The chain takes a limited number of registrations in an interval.',
    BALANCE_TOO_LOW:
      'The coldkey has less TAO than the price, the fee and the deposit that keeps an account alive.',
    PRICE_ABOVE_CAP: 'The price rose between the plan and the block, or is above the cap that you gave.',
    SLIPPAGE_ABOVE_CAP: 'The pool of the subnet is small for that amount: buying moves the price.',
    RATE_LIMITED: 'The chain allows this change once in a number of blocks.',
    HYPERPARAMETERS_UNSOUND: {
      cause:
        'The values fit the chain, but harm the subnet together, such as an immunity period that ends before the first reveal.',
      remedy:
        'Change the value that the message names. `subnet hyperparams lint` checks a file before anything is sent.',
    },
    AXON_INVALID: {
      cause: 'The chain takes addresses that others can reach: no private network, no loopback, no port 0.',
      remedy: 'Publish the address that others reach: `--axon-host` with a public one.',
    },
    COMMITMENT_SPACE_USED: 'A hotkey may publish so many bytes in an epoch, and this one has.',
    EXTRINSIC_EXPIRED:
      'No block included it while it was valid: the chain was full, or the node dropped it. It can never be included now.',
    NONCE_TAKEN: 'Another program signs with the same key, such as a second copy of this one.',
    LAUNCH_BUSY:
      'Another launch of the same owner runs, or was killed and its process number is in use again.',
    FAUCET_UNAVAILABLE: 'The endpoint is a real network, which gives no TAO away.',
    FORK_UNREACHABLE: {
      cause: 'The chain to fork is not reachable, or answers too slowly.',
      remedy: 'Try again, or name another endpoint; an archive node is needed for older blocks.',
    },
    CHAIN_CALL_REFUSED:
      'The node answered with an error of its own, whose number and words are in the message: it limits request rates, lacks the method, or is behind and does not know the block yet.',
    CHAIN_BUSY:
      'This process asks faster than the endpoint answers, or subscribes to more than it reads, and its queue of requests has a limit.',
    CHAIN_CLIENT_CLOSED:
      'The program goes on after it has closed its client, such as a promise that was not awaited, or a handler that runs during shutdown.',
    CHAIN_ANSWER_UNREADABLE:
      'The bytes do not decode with the metadata of that runtime: the node is in the middle of an upgrade, a proxy cuts answers, or the endpoint is faulty.',
    EXTENSION_UNKNOWN:
      'The chain was upgraded, and each extrinsic needs a part now that this version of subnetkit cannot make. It signs nothing that it does not know.',
    RESULT_NOT_HELD:
      'The call succeeded, and reading the chain at that block shows something else: another program with the same key came later in the same block, or the effect is delayed by the chain.',
    SUBNET_LIMIT_REACHED:
      'The chain has as many subnets as it allows. A new one takes the place of another, and all of those are still immune.',
    SUBNET_QUEUED:
      'All places were taken when the registration was included. It is paid, and the chain gives it the next place that falls free.',
    IDENTITY_TOO_LONG:
      'Each field of an identity has a largest length in bytes; letters beyond ASCII take two to four.',
    HOTKEY_UNKNOWN:
      'No coldkey owns that hotkey on this chain: it was never registered anywhere, has a typo, or belongs to another network.',
    HYPERPARAMETERS_INVALID: {
      cause:
        'A name is unknown or belongs to root, or a value has the wrong type or is outside of its range.',
      remedy:
        'Follow the line after the message. `subnet hyperparams show --netuid <n>` lists names and present values, `subnet hyperparams lint` checks a file.',
    },
    STAKE_AMOUNT_LOW: 'The chain refuses stakes below a least amount, after the fee of the pool.',
    STAKE_MISSING: {
      cause:
        'There is less stake than the amount, or none: stake is kept per coldkey, hotkey and subnet, and one of the three is another one. It grows and shrinks in alpha, not in TAO.',
      remedy: 'Check coldkey, hotkey and netuid with `subnet stake list`, or unstake everything.',
    },
    UNSTAKE_AMOUNT_LOW: 'What the pool would pay for it is below the least amount that the chain pays out.',
    STAKE_TOO_LARGE: 'The pool of the subnet is small, and its simulation gives nothing for that amount.',
    POOL_TOO_SMALL: {
      cause:
        'The trade would take more than the pool of the subnet holds, or so little that it moves nothing.',
      remedy:
        'Choose an amount well below what the message says that the pool holds, or trade in several steps.',
    },
    TRANSFER_BELOW_DEPOSIT: 'The receiver is a new account, and the amount would not keep it alive.',
    TAKE_OUT_OF_RANGE:
      'The chain has a least and a largest take. A share is meant, not a percentage: 0.18, not 18.',
    COMMITMENT_INVALID: {
      cause:
        'The fields do not fit what the chain stores for a hotkey: too many, too long, of a kind that this version does not know, or no room beside fields of other tools.',
      remedy: 'Follow the line after the message; publish the hash of a document rather than the document.',
    },
    MECHANISM_UNKNOWN:
      'The subnet has fewer mechanisms than that. They count from 0, and most subnets have only that one.',
  },
}
