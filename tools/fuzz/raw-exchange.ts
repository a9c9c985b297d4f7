import { connect } from 'node:net'

/** Answer to raw bytes; status 0 when the connection ended or the time passed without one. */
export interface RawAnswer {
  readonly status: number
  /** Code of the error, `ok` for a success, empty for any other answer. */
  readonly code: string
}

/** Sends bytes as they are on a connection of their own, and resets it after the first answer. */
export function rawExchange(port: number, bytes: Buffer, waitMs: number): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    const timer = setTimeout(finish, waitMs)
    function finish(): void {
      clearTimeout(timer)
      socket.removeAllListeners().on('error', () => {})
      // A reset leaves no port behind that waits a minute.
      socket.resetAndDestroy()
      resolve(read(text))
    }
    socket.on('data', (part: Buffer) => {
      text += part.toString('latin1')
      if (isWhole(text)) finish()
    })
    socket.on('close', finish).on('error', () => {})
    socket.on('connect', () => socket.write(bytes))
  })
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  const length = /content-length: (\d+)/i.exec(text)?.[1]
  return end > 0 && length !== undefined && text.length >= end + 4 + Number(length)
}

function read(text: string): RawAnswer {
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)
  if (status === 200) return { status, code: 'ok' }
  try {
    const { error } = JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4))
    return { status, code: String(error.data.subnetkit.code) }
  } catch {
    return { status, code: '' }
  }
}
