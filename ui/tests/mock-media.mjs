/** Drawn stand-ins for pictures: a sky, hills and a light, in the colours of a seed. */
const HASHES = ['LEHV6nWB2yk8pyo0adR*.7kCMdnj', 'LGF5]+Yk^6#M@-5c,1J5@[or[Q6.', 'L6PZfSi_.AyE_3t7t7R**0o#DgR4']

export function drawing(seed, width, height) {
  const hue = (seed * 67) % 360
  const hills = [0.55, 0.7, 0.82].map((at, layer) => {
    const y = height * at
    return `<path fill="hsl(${hue + layer * 14} ${40 - layer * 4}% ${52 - layer * 15}%)" d="M0 ${y} C ${width * 0.25} ${y - height * 0.18} ${width * (0.4 + ((seed * 13) % 10) / 40)} ${y + height * 0.1} ${width * 0.62} ${y - height * 0.06} S ${width} ${y} ${width} ${y} V${height} H0Z"/>`
  })
  const cx = width * (0.2 + ((seed * 29) % 60) / 100)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="hsl(${hue + 200} 60% 78%)"/><stop offset="1" stop-color="hsl(${hue + 30} 70% 84%)"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#sky)"/><circle cx="${cx}" cy="${height * 0.34}" r="${Math.min(width, height) * 0.11}" fill="hsl(45 100% 92%)"/>${hills.join('')}</svg>`
}

export function picture(seed, alt = '', { width = 1600, height = 900, kind = 'image', ...more } = {}) {
  const url = `/media/${seed}-${width}x${height}/original`
  return {
    id: String(5000 + seed),
    kind,
    state: 'ready',
    url,
    preview_url: url.replace('original', '680.webp'),
    mime: kind === 'video' ? 'video/mp4' : kind === 'audio' ? 'audio/mpeg' : 'image/jpeg',
    width,
    height,
    duration_ms: kind === 'video' ? 67_000 : null,
    alt,
    blurhash: HASHES[seed % HASHES.length],
    focus: null,
    sizes: [],
    ...more,
  }
}
