export * from '@subnetkit/transport'
