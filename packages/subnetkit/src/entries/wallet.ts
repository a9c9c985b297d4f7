export * from '@subnetkit/wallet'
