/** Tests of the chain client that do not hold on some versions, since they are about what these lack. */
export interface Exception {
  /** The first version on which they hold. */
  readonly since: number
  readonly reason: string
  /** Ends of the names of the tests, as `file: name`. */
  readonly tests: readonly string[]
}

const agreement = (name: string) => `hyperparameters/agreement.test.ts: ${name}`
const hyperparameters = (name: string) => `hyperparameters/hyperparameters.test.ts: ${name}`
const bounds = (name: string, low: readonly string[], high: readonly string[]) =>
  [low, high].map(([taken, not]) =>
    agreement(`knows the bound of ${name} as the chain does: ${taken} is taken, ${not} is not`),
  )

/** Features of the client on older versions are tested by `packages/chain/src/older-runtime.test.ts`. */
export const exceptions: readonly Exception[] = [
  {
    since: 423,
    reason: 'set_tempo and set_activity_cutoff_factor are not there: the client names them as missing.',
    tests: [
      ...bounds('tempo', ['360', '359'], ['50400', '50401']),
      ...bounds('activityCutoffFactor', ['1000', '999'], ['50000', '50001']),
      agreement('knows the pause of every one as the chain does'),
      hyperparameters('reads all of the table at one block'),
      hyperparameters('knows what a subnet is created with'),
      hyperparameters('sets every one that an owner may set, in one extrinsic, and then none'),
      'runtime-check/check-runtime.test.ts: of the devnet has everything',
    ],
  },
  {
    since: 423,
    reason: 'Epochs follow block numbers: the tests count from LastEpochBlock.',
    tests: [
      hyperparameters('waits for its rate limit with the block that is right, and sets the others meanwhile'),
      hyperparameters('waits for the freeze window with the block that is right'),
      hyperparameters('waits also when the freeze window begins between plan and inclusion'),
      'metagraph/read.test.ts: has everything that the test is about',
      'read/epoch-schedule.test.ts: stored ones are foreseen block for block as the devnet runs them',
      'weights/preflight.test.ts: commit-reveal: timelocked, salted when asked for, never plain',
      'weights/outbox/outbox.test.ts: defect: a permit lost before the reveal read as "it did not decrypt"',
    ],
  },
  {
    since: 411,
    reason: 'sudo_set_min_childkey_take_per_subnet is not there: the client names it as missing.',
    tests: [agreement('knows the bound of minChildkeyTake as the chain does: 11796 is taken, 11797 is not')],
  },
  {
    since: 397,
    reason:
      'sudo_set_burn_half_life and sudo_set_burn_increase_mult are not there: the client names them as missing.',
    tests: [
      ...bounds('burnHalfLife', ['1', '0'], ['36100', '36101']),
      ...bounds('burnIncreaseMult', ['1', '0.999'], ['3', '3.001']),
    ],
  },
  {
    since: 397,
    reason:
      'register_limit is not there: the client falls back to burned_register, whose price has no limit on chain.',
    tests: [
      'actions/register-neuron.test.ts: plans first: the call, the burn, the balance and the cap, and sends nothing',
      'actions/register-neuron.test.ts: pays the fee alone when the burn rises above the cap between plan and inclusion',
    ],
  },
  {
    since: 397,
    reason: 'An interval has few registrations, fewer than the subnets of these tests have neurons.',
    tests: [
      'metagraph/read.test.ts: SubtensorModule.TooManyRegistrationsThisInterval',
      'metagraph/watch.test.ts: tells registration, replacement, serving, stake and permits of a real subnet',
      'metagraph/watch.test.ts: comes through a storm: blocks only rise, and the events lead to what is there',
    ],
  },
  {
    since: 381,
    reason:
      'Owners do not set max_allowed_uids, min_burn and max_burn, and nothing bounds the reveal period.',
    tests: [
      ...bounds('revealPeriod', ['1', '0'], ['100', '101']),
      ...bounds('maxAllowedUids', ['64', '63'], ['256', '257']),
      agreement('knows the bound of minBurn as the chain does: 999999999n is taken, 1000000000n is not'),
      agreement('knows the bound of maxBurn as the chain does: 100000001n is taken, 100000000n is not'),
      hyperparameters('moves both ends of a range without their crossing'),
    ],
  },
  {
    since: 381,
    reason:
      'The pool does not ask for the rate limit of weights: the block includes what it refuses, for good.',
    tests: [
      'weights/outbox/outbox.test.ts: that no block takes are signed anew only when the first bytes are dead, and land once',
    ],
  },
  {
    since: 308,
    reason: "Changes of hyperparameters by a subnet's owner are not limited: none has to wait.",
    tests: [hyperparameters('lets what depends on a change wait with it')],
  },
]
