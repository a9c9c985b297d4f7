export * from '@subnetkit/core/measures'
