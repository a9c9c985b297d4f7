export * from '@subnetkit/gateway'
export type { ArchiveOptions, RunGatewayOptions } from '../gateway/options.js'
export { type RunningGateway, runGateway } from '../gateway/run-gateway.js'
