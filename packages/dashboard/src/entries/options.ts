// Options that a configuration file can set: loads no server.

export {
  type DashboardOptions,
  type DashboardSettings,
  dashboardOptions,
  dashboardSettings,
} from '../server/options.js'
export { parseDashboardAddress, type TypedAddress } from '../server/parse-address.js'
