import type { ComponentChildren } from 'preact'
import { Link } from '../app/navigation.js'

interface PageProps {
  readonly title: string
  /** One sentence under the heading. */
  readonly lead?: ComponentChildren
  /** Pages above this one, from the outermost. */
  readonly above?: readonly { readonly href: string; readonly title: string }[]
  readonly children: ComponentChildren
}

/** A page with its heading, to which the focus goes when the page opens. */
export function Page({ title, lead, above = [], children }: PageProps) {
  return (
    <>
      <div class="page-head">
        {above.length > 0 && (
          <nav aria-label="Path" class="path">
            <ol>
              {above.map(({ href, title: name }) => (
                <li key={href}>
                  <Link href={href}>{name}</Link>
                </li>
              ))}
            </ol>
          </nav>
        )}
        <h1 tabIndex={-1}>{title}</h1>
        {lead !== undefined && <p class="lead">{lead}</p>}
      </div>
      {children}
    </>
  )
}

interface CardProps {
  readonly title: string
  /** Links or controls beside the heading. */
  readonly aside?: ComponentChildren
  readonly children: ComponentChildren
}

export function Card({ title, aside, children }: CardProps) {
  return (
    <section class="card">
      <div class="card-head">
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}

interface FigureProps {
  readonly label: string
  readonly value: ComponentChildren
  /** Meaning of the value, in a few words. */
  readonly note?: ComponentChildren
}

/** One number that counts, with its name. */
export function Figure({ label, value, note }: FigureProps) {
  return (
    <div class="figure">
      <dt>{label}</dt>
      <dd>
        <span class="value">{value}</span>
        {note !== undefined && <span class="note">{note}</span>}
      </dd>
    </div>
  )
}

export function Figures({ children }: { readonly children: ComponentChildren }) {
  return <dl class="figures">{children}</dl>
}
