import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createSerialQueue, optionsOf, parseOptions, reasonOf, text } from '@subnetkit/base'
import { visionError } from '../errors.js'
import { encodePng } from '../picture/encode-png.js'
import { optionalPath } from './optional-package.js'
import type { TextReader } from './text-reader.js'

/** Options of {@link createTesseractReader}. */
export interface TesseractReaderOptions {
  /** Language, as Tesseract names it. @default 'eng' */
  readonly language?: string | undefined
  /** Folder with `<language>.traineddata.gz`. @default that of the package @tesseract.js-data/<language> */
  readonly data?: string | undefined
}

/** The part of tesseract.js that a reader uses. */
interface TesseractModule {
  createWorker(
    language: string,
    engine: number,
    options: Readonly<Record<string, unknown>>,
  ): Promise<TesseractWorker>
}

interface TesseractWorker {
  setParameters(parameters: Readonly<Record<string, string>>): Promise<unknown>
  recognize(image: Buffer): Promise<{ readonly data: { readonly text: string; readonly confidence: number } }>
  terminate(): Promise<unknown>
}

const readerOptions = optionsOf({
  language: text('a language').default('eng'),
  data: text('a folder').optional(),
})

/** Its neural network, without the older engine. */
const neural = 1
/** The picture is one line of text. */
const singleLine = '7'

/**
 * A reader by Tesseract, in a thread of its own. Throws READER_MISSING if it is not installed, and READER_FAILED if it cannot
 * start or read.
 */
export async function createTesseractReader(options: TesseractReaderOptions = {}): Promise<TextReader> {
  const { language, data } = parseOptions(readerOptions, options, 'createTesseractReader')
  const install = `npm install tesseract.js @tesseract.js-data/${language}`
  const entry = optionalPath('tesseract.js', 'Tesseract', install)
  const langPath = data ?? join(dirname(dataPath(language, install)), '4.0.0_best_int')
  const failed = (cause: unknown): never => {
    throw visionError('READER_FAILED', { reader: 'Tesseract', detail: reasonOf(cause) }, { cause })
  }
  const { default: tesseract } = (await import(pathToFileURL(entry).href)) as { default: TesseractModule }
  const worker = await tesseract
    // Without its own handler, an error in the thread would end the process.
    .createWorker(language, neural, { langPath, cacheMethod: 'none', gzip: true, errorHandler() {} })
    .catch(failed)
  await worker.setParameters({ tessedit_pageseg_mode: singleLine }).catch(failed)
  const reads = createSerialQueue()
  return {
    modelId: `tesseract-${language}`,
    read: (picture, signal) =>
      reads(
        async () => {
          signal?.throwIfAborted()
          const found = await worker.recognize(Buffer.from(encodePng(picture))).catch(failed)
          const line = found.data.text.replace(/\s+/g, ' ').trim()
          return {
            text: line,
            confidence: line === '' ? 0 : Math.min(1, Math.max(0, found.data.confidence / 100)),
          }
        },
        { signal },
      ),
    [Symbol.asyncDispose]: () => reads(async () => void (await worker.terminate())),
  }
}

const dataPath = (language: string, install: string) =>
  optionalPath(`@tesseract.js-data/${language}`, `Tesseract for ${language}`, install)
