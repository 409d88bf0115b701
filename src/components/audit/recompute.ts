const encoder = new TextEncoder()

function base64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

/** SHA-256(0x00 ‖ canonical), base64: an event's leaf hash (RFC 6962 section 2.1). */
export async function leafHashOf(canonical: string): Promise<string> {
  return base64(await crypto.subtle.digest('SHA-256', joined(new Uint8Array([0]), encoder.encode(canonical))))
}
