import { counted } from '../parts/format.js'
import type { ExhibitOf } from './exhibit-of.js'

/** A text of a stranger: one block that nothing in it can leave. */
export function Text({ exhibit: { title, text, isCut } }: { readonly exhibit: ExhibitOf<'text'> }) {
  if (text === '') return <p class="empty">It is empty.</p>
  return (
    <>
      <section class="said" aria-label={title} tabIndex={0} dir="auto">
        {text}
      </section>
      {isCut && <p class="muted">The first {counted(text.length, 'character')} of it.</p>}
    </>
  )
}
