export * from '@subnetkit/core/validator'
