/** The public test key that the vectors of the field use, in all its forms. */
export const golden = {
  mnemonic: 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about',
  seed: '4ed8d4b17698ddeaa1f1559f152f87b5d472f725ca86d341bd0276f1b61197e2',
  privateKey:
    '2ec306fc1c5bc2f0e3a2c7a6ec6014ca4a0823a7d7d42ad5e9d7f376a1c36c0d14a2ddb1ef1df4adba49f3a4d8c0f6205117907265f09a53ccf07a4e8616dfd8',
  polkadot:
    '701936e0e7d812861f173d366507a35056421839bda656a94ebf9eb70b1d666b14a2ddb1ef1df4adba49f3a4d8c0f6205117907265f09a53ccf07a4e8616dfd8',
  address: '5EPCUjPxiHAcNooYipQFWr9NmmXJKpNG5RhcntXwbtUySrgH',
  ed25519Address: '5FM25N8HGtacre9TnWQGRK32d1kUp1Gs6Dd7YiYpSPZLjmj6',
  password: 'golden-test-password',
} as const

export const ALICE = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY'

/** Half a gibibyte is walked over eight times: seconds on an idle machine, a minute on one that tests all else. */
export const ARGON2_TIMEOUT_MS = 240_000
