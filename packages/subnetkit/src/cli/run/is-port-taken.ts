/** True for the error of a server whose port another process has. */
export function isPortTaken(error: unknown): boolean {
  const { code, cause } = Object(error) as { readonly code?: string; readonly cause?: unknown }
  return code === 'EADDRINUSE' || (cause !== undefined && isPortTaken(cause))
}
