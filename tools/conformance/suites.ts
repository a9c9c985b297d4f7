import { depending, type FailingTest, failing } from '@subnetkit/devnet/conformance'

const SDK_TESTS = 129
const SDK_SKIPPED = 12
const BTCLI_TESTS = 37
const BTCLI_SKIPPED = 3

/** Tests of the SDK that a list stands for: each has an async twin, but for those named as one. */
function failingCount(tests: readonly FailingTest[]): number {
  return tests.reduce((count, { test }) => count + (test.endsWith('_async') ? 1 : 2), 0)
}

const INTRODUCTION = `\`npm run test:e2e-official -- <folder>\` runs the end-to-end tests of Bittensor's Python SDK (10.2.0, 129 tests) and of btcli
(9.21.2, 37), unmodified, against the devnet with its preset \`localnet\`; the folder holds a clone of each project. Both are older
than spec 425, so the devnet reports the version of their time, 391 or 403, and follows its rules as far as the list above goes. Twelve
tests of the SDK and three of btcli are skipped: they clone another repository, or the suite itself skips them. All others
have been run: ${SDK_TESTS - SDK_SKIPPED - failingCount(failing.sdk)} of the SDK's and ${BTCLI_TESTS - BTCLI_SKIPPED - failing.btcli.length} of btcli's pass, and these fail:`

/** The section on the official clients' own tests. */
export function suiteParts(): string[] {
  return [
    '## Official end-to-end suites',
    INTRODUCTION,
    `Python SDK, with their async twins:\n\n${listOf(failing.sdk)}`,
    `btcli:\n\n${listOf(failing.btcli)}`,
    `Among those that pass, these of the SDK depend on when a block falls, and may need a second run:\n\n${listOf(depending.sdk)}`,
  ]
}

const listOf = (tests: readonly FailingTest[]): string =>
  tests.map(({ test, why }) => `- \`${test}\`: ${why}.`).join('\n')
