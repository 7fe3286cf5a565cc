/** Reads a blurhash: the few colours that stand in a picture's place until it has come. Source: the format's description, version 1. */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~'

/** Red, green, blue and full opacity, row by row; null when the text is no blurhash. */
export function blurPixels(hash: string, width: number, height: number): Uint8ClampedArray<ArrayBuffer> | null {
  const colours = read(hash)
  if (colours === null) return null
  const { across, parts } = colours
  const pixels = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const sum = [0, 0, 0]
      parts.forEach((part, at) => {
        const weight = Math.cos((Math.PI * x * (at % across)) / width) * Math.cos((Math.PI * y * Math.floor(at / across)) / height)
        for (let channel = 0; channel < 3; channel += 1) sum[channel]! += (part[channel] ?? 0) * weight
      })
      pixels.set([...sum.map(toSrgb), 255], (y * width + x) * 4)
    }
  }
  return pixels
}

function read(hash: string): { across: number; parts: number[][] } | null {
  const size = number(hash.slice(0, 1))
  const across = (size % 9) + 1
  const down = Math.floor(size / 9) + 1
  if (size < 0 || hash.length !== 4 + 2 * across * down) return null
  const most = (number(hash.slice(1, 2)) + 1) / 166
  const mean = number(hash.slice(2, 6))
  const parts = [[mean >> 16, (mean >> 8) & 255, mean & 255].map(toLinear)]
  for (let at = 1; at < across * down; at += 1) {
    const value = number(hash.slice(4 + at * 2, 6 + at * 2))
    parts.push([Math.floor(value / 361), Math.floor(value / 19) % 19, value % 19].map((step) => Math.sign(step - 9) * ((step - 9) / 9) ** 2 * most))
  }
  return parts.flat().every(Number.isFinite) ? { across, parts } : null
}

function number(digits: string): number {
  let value = 0
  for (const digit of digits) {
    const at = DIGITS.indexOf(digit)
    if (at < 0) return Number.NaN
    value = value * 83 + at
  }
  return digits === '' ? Number.NaN : value
}

function toLinear(byte: number): number {
  const part = byte / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}

function toSrgb(part: number): number {
  const bounded = Math.max(0, Math.min(1, part))
  return 255 * (bounded <= 0.0031308 ? bounded * 12.92 : 1.055 * bounded ** (1 / 2.4) - 0.055)
}
