import { integer, optionsOf, port, Secret, text } from '@subnetkit/base'
import { z } from 'zod'

/** Address and access of a dashboard. */
export interface DashboardOptions {
  /** Port to listen on; 0 picks a free one. @default 9470 */
  readonly port?: number | undefined
  /** Address to listen on. Beyond this machine a token is required. @default '127.0.0.1' */
  readonly host?: string | undefined
  /** Text of at least 16 characters that a reader pastes once. @default none: everybody on this machine may read */
  readonly token?: string | undefined
  /** Names by which browsers may reach it besides addresses, `localhost` and the machine's name. @default none */
  readonly hosts?: readonly string[] | undefined
  /** Port of this machine at which a gateway in another process shows its status: its option `statusPort`. @default none */
  readonly gatewayPort?: number | undefined
}

/** Schema of {@link DashboardOptions}. */
export const dashboardOptions = optionsOf({
  port: port().default(9_470),
  host: text('a host name or an address').default('127.0.0.1'),
  token: z
    .string({ error: 'a text of at least 16 characters' })
    .min(16, 'must have at least 16 characters')
    .max(256, 'must have at most 256 characters')
    .optional(),
  hosts: z.array(text('a host name'), { error: 'a list of host names' }).default([]),
  gatewayPort: integer(1, 65_535).optional(),
})

/** The same once it is parsed: the token is a secret from there on. */
export const dashboardSettings = dashboardOptions.transform(({ token, ...rest }) => ({
  ...rest,
  token: token === undefined ? undefined : new Secret(token),
}))
export type DashboardSettings = z.output<typeof dashboardSettings>
