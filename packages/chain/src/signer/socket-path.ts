import { configError } from '@subnetkit/base'

/** Longest path of a unix socket, in bytes; the operating system cuts a longer one without a word. */
const longest = process.platform === 'darwin' ? 103 : 107

/** Throws CONFIG_INVALID for a path that no socket can have. Windows has named pipes instead, without this limit. */
export function checkSocketPath(path: string): void {
  const bytes = Buffer.byteLength(path)
  if (bytes > 0 && (bytes <= longest || process.platform === 'win32')) return
  const detail =
    bytes === 0
      ? 'it is empty'
      : `${path} has ${bytes} bytes; the path of a unix socket has at most ${longest}`
  const fix = `Use a path of 1 to ${longest} bytes, such as one in /tmp.`
  throw configError('CONFIG_INVALID', { place: 'socketPath', detail, fix })
}
