import { type FailingTest, failing } from '@subnetkit/devnet/conformance'

const INTRODUCTION = `\`npm run test:e2e-official -- <folder>\` runs the end-to-end tests of Bittensor's Python SDK (10.2.0, 129 tests) and of btcli
(9.21.2, 37), unmodified, against the devnet with its preset \`localnet\`; the folder holds a clone of each project. Both are older
than spec 425, whose rules the devnet follows. Twelve tests of the SDK and three of btcli are skipped: they clone another repository,
or the suite itself skips them. About half of them have been run against this version; known to fail are:`

/** The section on the official clients' own tests. */
export function suiteParts(): string[] {
  return [
    '## Official end-to-end suites',
    INTRODUCTION,
    `Python SDK, with their async twins:\n\n${listOf(failing.sdk)}`,
    `btcli:\n\n${listOf(failing.btcli)}`,
  ]
}

const listOf = (tests: readonly FailingTest[]): string =>
  tests.map(({ test, why }) => `- \`${test}\`: ${why}.`).join('\n')
