/** A test of an official client's end-to-end suite that does not pass against the devnet. */
export interface FailingTest {
  /** File and function, without parameters; an async twin is meant as well, or alone where its own name stands here. */
  readonly test: string
  /** Reason, in a sentence. */
  readonly why: string
}

const QUICKNET =
  'seals to the key of drand’s quicknet, whose pulses reach a devnet only where they are fed in (`dev_feedPulse`)'
const SET_CHILDREN =
  'its last `set_children` comes less than 150 blocks after the one before, which the rate limit of the chain refuses too'

/** Tests of the suites of the Python SDK and of btcli. */
export interface SuiteTests {
  readonly sdk: readonly FailingTest[]
  readonly btcli: readonly FailingTest[]
}

/** Tests that fail: every one that is neither here nor in `depending` passes, or is skipped by the suite itself. */
export const failing: SuiteTests = {
  sdk: [
    {
      test: 'test_commit_weights.py::test_commit_and_reveal_weights_legacy_async',
      why: 'reveals right after its commit, which is in time only where an epoch falls between the two; the pool of the chain refuses the rest too',
    },
    { test: 'test_metagraph.py::test_metagraph_weights_bonds', why: QUICKNET },
    { test: 'test_commit_reveal.py::test_commit_and_reveal_weights_cr4', why: QUICKNET },
    { test: 'test_reveal_commitments.py::test_set_reveal_commitment', why: QUICKNET },
    { test: 'test_hotkeys.py::test_children', why: SET_CHILDREN },
  ],
  btcli: [{ test: 'test_children_hotkeys.py::test_children_hotkeys', why: SET_CHILDREN }],
}

/** Tests that pass in most runs, and fail where a block falls between two of their readings. */
export const depending: SuiteTests = {
  sdk: [
    {
      test: 'test_metagraph.py::test_metagraph_info',
      why: 'compares two answers about a new subnet, of which one alone lists validators; they differ once an epoch (one in 11 blocks) has given the owner its permit, as the chain does',
    },
    {
      test: 'test_root_claim.py::test_root_claim_keep_with_random_auto_claims',
      why: 'waits for two epochs by a block number and a distance that its client reads one after the other; with a block between them both waits end at the same epoch',
    },
  ],
  btcli: [],
}
