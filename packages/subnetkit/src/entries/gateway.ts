export * from '@subnetkit/gateway'
