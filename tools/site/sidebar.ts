import { type Page, placeOf, type Section, titleOf } from './page.js'

/** An entry of VitePress's sidebar. */
export interface SidebarItem {
  readonly text: string
  readonly link?: string
  readonly collapsed?: boolean
  readonly items?: readonly SidebarItem[]
}

/** Returns the sidebar; pages without a label have their first heading. */
export const sidebarOf = (sections: readonly Section[], texts: ReadonlyMap<string, string>): SidebarItem[] =>
  sections.map(({ title, pages }) => ({
    text: title,
    collapsed: title === 'Packages',
    items: pages.map((page) => ({ text: labelOf(page, texts), link: `/${placeOf(page.source)}` })),
  }))

const labelOf = ({ source, label }: Page, texts: ReadonlyMap<string, string>) =>
  label ?? titleOf(texts.get(source) ?? '')
