/** A value in [0, 1] as a bar beside its number; without a value, no bar. */
export function Meter({ value, text }: { readonly value: number | null; readonly text: string }) {
  const width = 100 * Math.min(Math.max(value ?? 0, 0), 1)
  return (
    <span class="meter">
      <span class="number">{text}</span>
      {value !== null && (
        <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
          <rect class="rest" width="100" height="6" rx="3" />
          <rect class="full" width={width} height="6" rx="3" />
        </svg>
      )}
    </span>
  )
}
