export * from '@subnetkit/chain'
