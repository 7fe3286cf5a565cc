/** Sparks: a few numbers as a small line, without axes. */
export interface Spark {
  line: string
  area: string
}

const EDGE = 2

/** From the first number at the start edge to the last at the end; the highest touches the top, nothing the bottom. */
export function spark(values: readonly number[], width: number, height: number): Spark {
  if (values.length === 0) return { line: '', area: '' }
  const most = Math.max(1, ...values)
  const step = width / Math.max(1, values.length - 1)
  const points = values.map((value, at) => `${(at * step).toFixed(1)} ${(height - EDGE - (value / most) * (height - 2 * EDGE)).toFixed(1)}`)
  const line = points.length === 1 ? `M${points[0]}H${width}` : `M${points.join('L')}`
  return { line, area: `${line}V${height}H0Z` }
}
