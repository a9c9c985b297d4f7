import type { Redis } from 'ioredis'

/** Opens a client for rates. While the server is away a call fails at once, and rates of this process stand in. */
export async function openRedis(url: string): Promise<Redis> {
  const { Redis: Client } = await import('ioredis')
  const client = new Client(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, lazyConnect: true })
  client.on('error', () => {}) // every call of a lost connection fails as well
  await client.connect().catch(() => {})
  return client
}
