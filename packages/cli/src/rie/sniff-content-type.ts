/** How many bytes are looked at. */
const sniffed = 512

const utf8Text = 'text/plain; charset=utf-8'

/** Tags that make a text HTML when a space or `>` follows. */
const tags =
  '<!DOCTYPE HTML|<HTML|<HEAD|<SCRIPT|<IFRAME|<H1|<DIV|<FONT|<TABLE|<A|<STYLE|<TITLE|<B|<BODY|<BR|<P|<!--'
const html = new RegExp(String.raw`^[\t\n\f\r ]*(?:${tags})[ >]`, 'i')
const xml = /^[\t\n\f\r ]*<\?xml/

/** What a body begins with, byte by byte as Latin-1, and what it is then. */
const signatures: readonly (readonly [RegExp, string])[] = [
  [html, 'text/html; charset=utf-8'],
  [xml, 'text/xml; charset=utf-8'],
  [/^%PDF-/, 'application/pdf'],
  [/^%!PS-Adobe-/, 'application/postscript'],
  [/^\xfe\xff../s, 'text/plain; charset=utf-16be'],
  [/^\xff\xfe../s, 'text/plain; charset=utf-16le'],
  [/^\xef\xbb\xbf./s, utf8Text],
  [/^\0\0[\x01\x02]\0/, 'image/x-icon'],
  [/^BM/, 'image/bmp'],
  [/^GIF8[79]a/, 'image/gif'],
  [/^RIFF.{4}WEBPVP/s, 'image/webp'],
  [/^\x89PNG\r\n\x1a\n/, 'image/png'],
  [/^\xff\xd8\xff/, 'image/jpeg'],
  [/^FORM.{4}AIFF/s, 'audio/aiff'],
  [/^ID3/, 'audio/mpeg'],
  [/^OggS\0/, 'application/ogg'],
  [/^MThd\0\0\0\x06/, 'audio/midi'],
  [/^RIFF.{4}AVI /s, 'video/avi'],
  [/^RIFF.{4}WAVE/s, 'audio/wave'],
  [/^\x1a\x45\xdf\xa3/, 'video/webm'],
  [/^\0\x01\0\0/, 'font/ttf'],
  [/^OTTO/, 'font/otf'],
  [/^ttcf/, 'font/collection'],
  [/^wOFF/, 'font/woff'],
  [/^wOF2/, 'font/woff2'],
  [/^\x1f\x8b\x08/, 'application/x-gzip'],
  [/^PK\x03\x04/, 'application/zip'],
  [/^Rar!\x1a\x07(?:\0|\x01\0)/, 'application/x-rar-compressed'],
  [/^\0asm/, 'application/wasm'],
]

/** Bytes that no text has. */
const binary = /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]/

/**
 * The content type that Go's `net/http` gives an answer that names none, by its first bytes; `undefined` for
 * an empty one.
 *
 * JSON is text to it. Documented: `http.DetectContentType`, after https://mimesniff.spec.whatwg.org; of the media
 * containers MP4 and embedded fonts are left out, they count as bytes.
 */
export function sniffContentType(body: Buffer): string | undefined {
  if (body.length === 0) return undefined
  const start = body.toString('latin1', 0, sniffed)
  const known = signatures.find(([begins]) => begins.test(start))
  if (known !== undefined) return known[1]
  return binary.test(start) ? 'application/octet-stream' : utf8Text
}
