/** The beginning of a PNG file of a size, as far as anything that reads no pixels looks. */
export function pngOf(width: number, height: number): Uint8Array {
  const data = Buffer.alloc(33)
  data.write('\x89PNG\r\n\x1a\n', 'latin1')
  data.writeUInt32BE(13, 8)
  data.write('IHDR', 12)
  data.writeUInt32BE(width, 16)
  data.writeUInt32BE(height, 20)
  return data
}
