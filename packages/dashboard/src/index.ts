export type { DashboardRouter } from './data/router.js'
export type {
  DashboardSource,
  SourceAgent,
  SourceBlock,
  SourceCause,
  SourceChain,
  SourceCheck,
  SourceCheckGroup,
  SourceFailedJob,
  SourceGateway,
  SourceInterval,
  SourceMechanism,
  SourceQueue,
  SourceReport,
  SourceTimes,
} from './data/source.js'
export { dashboardError } from './errors.js'
export type { Redaction } from './server/redaction.js'
export { type Dashboard, type ServeDashboardParts, serveDashboard } from './server/serve-dashboard.js'
