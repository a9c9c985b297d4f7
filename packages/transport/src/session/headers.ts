/** Header names of session/1; names are case-insensitive on the wire, values are exact. */
export const sessionHeaders = {
  session: 'X-Subnetkit-Session',
  counter: 'X-Subnetkit-Counter',
  expires: 'X-Subnetkit-Expires',
  mac: 'X-Subnetkit-Mac',
} as const

/** Target of the handshake: no synapse can have this name. */
export const sessionTarget = '/.session'

/** Name and version of the protocol, in the handshake and at the head of every payload. */
export const sessionVersion = 'session/1'
