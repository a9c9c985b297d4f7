export * from '@subnetkit/gateway'
export type { ArchiveOptions, MoreSubnet, OrganicOptions, RunGatewayOptions } from '../gateway/options.js'
export { type RunningGateway, runGateway } from '../gateway/run-gateway.js'
export type { ScoreSource } from '../gateway/score-labels.js'
