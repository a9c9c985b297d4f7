// tRPC as this package bundles it, for read-only routers of the packages of subnetkit.

export { initTRPC, TRPCError } from '@trpc/server'
export { resolveResponse } from '@trpc/server/http'
