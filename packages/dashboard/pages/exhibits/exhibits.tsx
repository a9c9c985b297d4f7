import type { PageExhibit } from '../../src/data/exhibits/exhibit-fields.js'
import { Card } from '../parts/page.js'
import { Checked } from './checked.js'
import { Fan } from './fan.js'
import { Picture } from './picture.js'
import { Text } from './text.js'

interface ExhibitsProps {
  readonly exhibits: readonly PageExhibit[]
  readonly failure: string | null
}

/** Exhibits of a question and its answer, as the subnet names them. */
export function Exhibits({ exhibits, failure }: ExhibitsProps) {
  if (exhibits.length === 0 && failure === null) return null
  return (
    <Card title="To look at">
      <div class="exhibits">
        {exhibits.map((exhibit, place) => (
          <figure key={place} class={`exhibit ${exhibit.kind}`}>
            <figcaption>{exhibit.title}</figcaption>
            <Exhibit exhibit={exhibit} />
          </figure>
        ))}
      </div>
      {failure !== null && (
        <p class="muted">
          The code of the subnet failed on this answer, so that something is missing: {failure}
        </p>
      )}
    </Card>
  )
}

function Exhibit({ exhibit }: { readonly exhibit: PageExhibit }) {
  switch (exhibit.kind) {
    case 'text':
      return <Text exhibit={exhibit} />
    case 'picture':
      return <Picture exhibit={exhibit} />
    case 'fan':
      return <Fan exhibit={exhibit} />
    case 'checks':
      return <Checked exhibit={exhibit} />
  }
}
