import { checked, text } from '@subnetkit/base'
import type { QueuesOptions } from '@subnetkit/core/validator'
import { z } from 'zod'

/** Options for the Redis of the jobs. */
export interface RedisOptions {
  /**
   * Redis for the jobs of rounds, `redis://…`; `redis+cluster://…` for a cluster. A list spreads subnets over its servers by their
   * netuids: the list must be the same for all processes of a subnet.
   */
  readonly redisUrl?: string | readonly string[] | undefined
  /** Servers that leave the list: a subnet whose jobs are on one stays until its rounds are over. @default none */
  readonly drainingUrls?: readonly string[] | undefined
}

const isUrl = (value: unknown) => typeof value === 'string' && value !== ''

/** Fields of {@link RedisOptions}; `createQueues` looks at the URLs. */
export const redisFields = {
  redisUrl: checked<string | readonly string[]>(
    (value) => isUrl(value) || (Array.isArray(value) && value.length > 0 && value.every(isUrl)),
    'a URL, or a list of URLs',
  ).optional(),
  drainingUrls: z.array(text('a URL'), 'a list of URLs').optional(),
}

/** Options of `createQueues` for them; of a known subnet, its server must be there. */
export function redisPlace(
  { redisUrl, drainingUrls }: RedisOptions,
  netuid: number | undefined,
): QueuesOptions {
  const tags = netuid === undefined || typeof redisUrl === 'string' ? {} : { tags: [`sn-${netuid}`] }
  return { redisUrl, drainingUrls, ...tags }
}
