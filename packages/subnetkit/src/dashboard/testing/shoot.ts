import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** Writes a picture of the whole page as WebP, which takes a quarter of a PNG, into a folder; without one, nothing. */
export async function shoot(page: Page, folder: string | undefined, name: string): Promise<void> {
  if (folder === undefined) return
  const session = await page.context().newCDPSession(page)
  const { cssContentSize } = await session.send('Page.getLayoutMetrics')
  const { data } = await session.send('Page.captureScreenshot', {
    ...{ format: 'webp', quality: 82, captureBeyondViewport: true },
    clip: { ...cssContentSize, scale: 1 },
  })
  await session.detach()
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, `${name.toLowerCase().replaceAll(' ', '-')}.webp`),
    Buffer.from(data, 'base64'),
  )
}
