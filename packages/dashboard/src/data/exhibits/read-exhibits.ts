import { exhibitReceipt, type Receipt } from '@subnetkit/core/validator'
import type { DataContext } from '../context.js'
import type { Reader } from '../reader.js'
import type { PageExhibit } from './exhibit-fields.js'
import { pageExhibit } from './page-exhibit.js'
import { visiblePart } from './visible.js'

/** Exhibits of one receipt. */
const mostExhibits = 16

/** Reads what people look at in a receipt. An exhibit that fails costs the others nothing. */
export async function readExhibits({ source, pictures }: DataContext, reader: Reader, receipt: Receipt) {
  const { subnet, store, mechanism } = reader
  const context = { subnet, store, mechanism, netuid: source.about.netuid }
  const find = (sha256: string) => pictures.get(sha256)?.data ?? null
  const { exhibits, failure } = await exhibitReceipt(context, receipt, find)
  const shown: PageExhibit[] = []
  let reason = failure
  for (const exhibit of exhibits.slice(0, mostExhibits)) {
    try {
      const page = await pageExhibit(exhibit, pictures)
      if (page !== null) shown.push(page)
    } catch (error) {
      reason ??= error instanceof Error ? error.message : String(error)
    }
  }
  return { exhibits: shown, exhibitFailure: reason === null ? null : visiblePart(reason, 1_000).text }
}
