/** Host and port of a listener. */
export interface HostPort {
  readonly host: string
  readonly port: number
}

/** `203.0.113.5:8091`, `[2001:db8::1]:8091`. */
export const showHostPort = ({ host, port }: HostPort): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
