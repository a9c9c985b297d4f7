import { useState } from 'preact/hooks'
import { number } from '../parts/format.js'
import type { ExhibitOf } from './exhibit-of.js'

/** A picture that the process serves itself, or what is known of one that it does not have. */
export function Picture({
  exhibit: { title, bytes, sha256, size },
}: {
  readonly exhibit: ExhibitOf<'picture'>
}) {
  const [isBroken, setBroken] = useState(false)
  const facts = `${number(bytes)} bytes`
  return (
    <>
      {size === null || isBroken ? (
        <p class="empty">
          {isBroken
            ? 'The browser cannot read it as a picture.'
            : 'It is not kept: the process keeps the newest pictures since it has started, of 2 MB and 16 megapixels at most.'}
        </p>
      ) : (
        <img
          class={size.width < 160 && size.height < 160 ? 'small' : undefined}
          src={`/pictures/${sha256}`}
          alt={`${title}, ${size.width} by ${size.height} pixels`}
          width={size.width}
          height={size.height}
          loading="lazy"
          decoding="async"
          onError={() => setBroken(true)}
        />
      )}
      <p class="muted">
        {size !== null && `${size.width} × ${size.height}, `}
        {facts}, SHA-256 <span class="key">{sha256.slice(0, 16)}…</span>
      </p>
    </>
  )
}
