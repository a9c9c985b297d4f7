import type { TypedAddress } from '@subnetkit/dashboard/options'

/** Starts with the address; at a free port, if none is named and the usual one is taken. */
export async function onUsualPort<T>(
  address: TypedAddress | null,
  start: (address: TypedAddress | null) => Promise<T>,
): Promise<T> {
  if (address === null || address.port !== undefined) return start(address)
  return start(address).catch((error: unknown) => {
    if (!isPortTaken(error)) throw error
    return start({ ...address, port: 0 })
  })
}

function isPortTaken(error: unknown): boolean {
  const { code, cause } = Object(error) as { readonly code?: string; readonly cause?: unknown }
  return code === 'EADDRINUSE' || (cause !== undefined && isPortTaken(cause))
}
