// Options that a configuration file can set: loads no server.

export { type DashboardOptions, dashboardOptions } from '../server/options.js'
export { parseDashboardAddress, type TypedAddress } from '../server/parse-address.js'
