export * from '@subnetkit/lab'
