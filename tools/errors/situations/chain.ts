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
  },
}
