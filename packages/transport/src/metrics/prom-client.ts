import { configError } from '@subnetkit/base'

/** Loads prom-client, which is optional. Throws CONFIG_INVALID if it is not installed. */
export async function loadPromClient(): Promise<typeof import('prom-client')> {
  try {
    return (await import('prom-client')).default
  } catch (cause) {
    const detail = 'the package prom-client, which writes them, is not installed'
    throw configError(
      'CONFIG_INVALID',
      { place: 'metrics', detail, fix: 'Run npm install prom-client.' },
      { cause },
    )
  }
}
