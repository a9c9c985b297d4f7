/** Drawings of 20 × 20, by page. */
const drawings: Readonly<Record<string, string>> = {
  overview: 'M3 10.5 10 4l7 6.5M5 9v7h10V9',
  rounds: 'M16 10a6 6 0 1 1-2-4.5M16 3v4h-4',
  miners: 'M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6M4 17c0-3 2.7-5 6-5s6 2 6 5',
  validators: 'M10 3l6 2v5c0 4-3 6-6 7-3-1-6-3-6-7V5zM7.5 10l2 2 3.5-4',
  weights: 'M10 4v12M5 16h10M4 7h12M4 7l-2 5h4zM16 7l-2 5h4z',
  chain: 'M8 12l4-4M7 9 5 11a2.8 2.8 0 0 0 4 4l2-2M13 11l2-2a2.8 2.8 0 0 0-4-4L9 7',
  queue: 'M4 5h12M4 10h12M4 15h7',
  gateway: 'M3 10h5M12 10h5M8 6l4 4-4 4',
  devnet: 'M4 6l6-3 6 3v8l-6 3-6-3zM4 6l6 3 6-3M10 9v8',
  sim: 'M4 16V9M8 16V5M12 16v-8M16 16v-4',
  doctor: 'M3 10h3l2-5 3 10 2-5h4',
}

/** Decoration beside a word. */
export function Icon({ name }: { readonly name: string }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d={drawings[name]} />
    </svg>
  )
}
