export * from '@subnetkit/timelock'
