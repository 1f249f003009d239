import { expect, test } from '@jest/globals'
import { sniffContentType } from '../../src/rie/sniff-content-type.ts'

const text = 'text/plain; charset=utf-8'

test.each([
  ['{"a":1}', text],
  ['plain', text],
  [' \n\t', text],
  ['\x1b[31mred', text],
  ['<!doctype html>', 'text/html; charset=utf-8'],
  ['\n  <p>', 'text/html; charset=utf-8'],
  ['<B x', 'text/html; charset=utf-8'],
  ['<pre>', text],
  ['<html', text],
  [' <?xml version="1.0"?>', 'text/xml; charset=utf-8'],
  ['%PDF-1.7', 'application/pdf'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff\xe0', 'image/jpeg'],
  ['GIF89a', 'image/gif'],
  ['RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
  ['RIFF\n\n\n\nWAVE', 'audio/wave'],
  ['PK\x03\x04', 'application/zip'],
  ['\x1f\x8b\x08\0', 'application/x-gzip'],
  ['\0asm', 'application/wasm'],
  ['\xef\xbb\xbfa', text],
  ['\xff\xfea\0', 'text/plain; charset=utf-16le'],
  ['\0', 'application/octet-stream'],
  ['text\x0b', 'application/octet-stream'],
])('%j is %s', (latin1, type) => {
  expect(sniffContentType(Buffer.from(latin1, 'latin1'))).toBe(type)
})

test('only the first 512 bytes count', () => {
  expect(sniffContentType(Buffer.from(`${'a'.repeat(512)}\0`))).toBe(text)
  expect(sniffContentType(Buffer.from(`${'a'.repeat(511)}\0`))).toBe('application/octet-stream')
})

test('what is empty has no type', () => {
  expect(sniffContentType(Buffer.alloc(0))).toBeUndefined()
})
