export type { DashboardRouter } from './data/router.js'
export type {
  DashboardSource,
  SourceAgent,
  SourceBlock,
  SourceCause,
  SourceChain,
  SourceCheck,
  SourceCheckGroup,
  SourceContact,
  SourceFailedJob,
  SourceGateway,
  SourceInterval,
  SourceMechanism,
  SourceQueue,
  SourceReport,
  SourceRoute,
  SourceTimes,
} from './data/source.js'
export { dashboardError } from './errors.js'
export { type GatewayReader, type GatewayReaderParts, readGateway } from './gateway/read-gateway.js'
export type { Redaction } from './server/redaction.js'
export { type Dashboard, type ServeDashboardParts, serveDashboard } from './server/serve-dashboard.js'
