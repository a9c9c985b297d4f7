import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'subnetkit'
import type { Forecast } from './protocol.js'

/** A forecast that was committed, until it is revealed. */
export interface KeptForecast {
  /** Hash of the question: one that differs is of another chain, or of a validator that has begun again. */
  readonly question: string
  readonly salt: string
  readonly step: number
  readonly horizons: readonly number[]
  readonly forecast: Forecast
  /** The forecast as it was sent, if it was sealed: it needs no reveal. */
  readonly sealed?: string | undefined
}

/** Committed forecasts of a miner. Without them it can reveal nothing, and scores 0. */
export interface ForecastBook {
  /** Returns the forecast of a page for an origin. */
  find(page: string, origin: number): Promise<KeptForecast | undefined>
  /** Keeps a forecast; it is on disk when this returns. */
  keep(page: string, origin: number, kept: KeptForecast): Promise<void>
}

/** Forecasts of a page that are kept, the newest ones. */
const mostKept = 64

const pageSchema = z.array(
  z.tuple([
    z.int(),
    z.object({
      ...{ question: z.string(), salt: z.string(), step: z.int() },
      ...{ horizons: z.array(z.int()), forecast: z.array(z.array(z.number())) },
      sealed: z.string().optional(),
    }),
  ]),
)

/**
 * A book in a directory, one file for each page, replaced at once: it survives the end of the process at any time.
 * @param directory - without it the book is in memory only
 */
export function createForecastBook(directory?: string): ForecastBook {
  const pages = new Map<string, Promise<Map<number, KeptForecast>>>()
  let writing: Promise<unknown> = Promise.resolve()
  const fileOf = (page: string) =>
    join(directory!, `${createHash('sha256').update(page).digest('hex').slice(0, 32)}.json`)
  const pageOf = (page: string) => {
    const known =
      pages.get(page) ?? (directory === undefined ? Promise.resolve(new Map()) : readPage(fileOf(page)))
    pages.set(page, known)
    return known
  }
  return {
    find: async (page, origin) => (await pageOf(page)).get(origin),
    async keep(page, origin, kept) {
      const entries = await pageOf(page)
      entries.set(origin, kept)
      // Origins of another chain may be larger: what was kept last counts as the newest.
      for (const oldest of entries.keys()) if (entries.size > mostKept) entries.delete(oldest)
      if (directory === undefined) return
      const json = JSON.stringify([...entries])
      const written = writing.then(() => writePage(fileOf(page), json))
      writing = written.catch(() => {})
      await written
    },
  }

  async function writePage(file: string, json: string): Promise<void> {
    await mkdir(directory!, { recursive: true, mode: 0o700 })
    const handle = await open(`${file}.new`, 'w', 0o600)
    try {
      await handle.writeFile(json)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(`${file}.new`, file)
  }
}

async function readPage(file: string): Promise<Map<number, KeptForecast>> {
  try {
    return new Map(pageSchema.parse(JSON.parse(await readFile(file, 'utf8'))))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map()
    throw new Error(`${file} cannot be read: move it away to begin a new one`, { cause: error })
  }
}
