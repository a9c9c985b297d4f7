import { bytesInMemory, type ImageAnswer, type ImageFile, releaseBytes } from '@subnetkit/core'

/** An answer whose pictures are in memory. */
export interface LoadedImages extends ImageAnswer {
  readonly files: readonly Uint8Array[]
}

/** First bytes of a file, by its type; of WebP, those after the length. */
const marks: Readonly<Record<ImageFile['mediaType'], readonly [at: number, bytes: string]>> = {
  'image/png': [0, '\x89PNG\r\n\x1a\n'],
  'image/jpeg': [0, '\xff\xd8\xff'],
  'image/webp': [8, 'WEBP'],
}

/** Reads the pictures of an answer, and gives back what held them; null if there are not as many as were asked for, or others than files of their type. */
export async function loadImages({ images }: ImageAnswer, count: number): Promise<LoadedImages | null> {
  try {
    if (images.length !== count) return null
    const files = await Promise.all(images.map(({ data }) => data.bytes()))
    if (!images.every(({ mediaType }, at) => isOf(mediaType, files[at]!))) return null
    const held = images.map(({ mediaType }, at) => ({ mediaType, data: bytesInMemory([files[at]!]) }))
    return { images: held, files }
  } finally {
    releaseBytes(images)
  }
}

function isOf(mediaType: ImageFile['mediaType'], file: Uint8Array): boolean {
  const [at, mark] = marks[mediaType]
  return (
    Buffer.from(file.buffer, file.byteOffset, file.length)
      .subarray(at, at + mark.length)
      .toString('latin1') === mark
  )
}
