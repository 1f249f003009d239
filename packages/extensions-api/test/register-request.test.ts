import { expect, test } from '@jest/globals'
import { SimulatorError } from '@sim/core'
import { RefusalError } from '@sim/protocol'
import { RegisterRequest } from '@sim/extensions-api'
import { requestedEvents } from '../src/register-request.ts'

function fault(body: string | Buffer): unknown {
  try {
    return requestedEvents(Buffer.from(body))
  } catch (error) {
    if (!SimulatorError.is(error) || !RefusalError.is(error)) throw error
    const { errorType, errorMessage } = error.refusal
    expect(errorType).toBe('InvalidRequestFormat')
    return errorMessage
  }
}

test.each([
  ['{"events":["INVOKE"]}', ['INVOKE']],
  ['{"EVENTS":["INVOKE"]}', ['INVOKE']],
  ['{"events":["INVOKE","INVOKE"],"x":1}', ['INVOKE', 'INVOKE']],
  ['{"events":[null,"INVOKE"]}', ['', 'INVOKE']],
  ['{"events":["A"],"events":["B"]}', ['B']],
  ['{"events":[]}', []],
  ['{"events":null}', []],
  ['{"events":[],"configurationKeys":[]}', []],
  ['{"configurationKeys":null}', []],
  ['\t\n\r {} \n', []],
  ['null', []],
])('%s asks for %j', (body, events) => {
  expect(requestedEvents(Buffer.from(body))).toEqual(events)
})

test('bytes that are no UTF-8 are read as the replacement character', () => {
  const body = Buffer.from('{"events":["\xff"]}', 'latin1')

  expect(requestedEvents(body)).toEqual(['\ufffd'])
})

test('the schema describes what is taken', () => {
  expect(RegisterRequest.safeParse({ events: ['INVOKE'], x: 1 }).success).toBe(true)
  expect(RegisterRequest.safeParse({ events: 'INVOKE' }).success).toBe(false)
})

const struct =
  'struct { handler.RegisterRequest; ConfigurationKeys []string "json:\\"configurationKeys\\"" }'

// Measured: the messages of Go 1.26's encoding/json for a request of the emulator core's shape.
test.each([
  ['[]', `json: cannot unmarshal array into Go value of type ${struct}`],
  ['1', `json: cannot unmarshal number into Go value of type ${struct}`],
  ['"x"', `json: cannot unmarshal string into Go value of type ${struct}`],
  ['true', `json: cannot unmarshal bool into Go value of type ${struct}`],
  [
    '{"events":"x"}',
    'json: cannot unmarshal string into Go struct field .RegisterRequest.events of type []core.Event',
  ],
  [
    '{"events":5}',
    'json: cannot unmarshal number into Go struct field .RegisterRequest.events of type []core.Event',
  ],
  [
    '{"events":{}}',
    'json: cannot unmarshal object into Go struct field .RegisterRequest.events of type []core.Event',
  ],
  [
    '{"events":[1]}',
    'json: cannot unmarshal number into Go struct field .RegisterRequest.events of type core.Event',
  ],
  [
    '{"events":["A",[],true]}',
    'json: cannot unmarshal array into Go struct field .RegisterRequest.events of type core.Event',
  ],
  [
    '{"Events":[true]}',
    'json: cannot unmarshal bool into Go struct field .RegisterRequest.events of type core.Event',
  ],
  [
    '{"configurationKeys":5}',
    'json: cannot unmarshal number into Go struct field .configurationKeys of type []string',
  ],
  [
    '{"configurationKeys":["a",5]}',
    'json: cannot unmarshal number into Go struct field .configurationKeys of type string',
  ],
  [
    '{"configurationKeys":["a"]}',
    'configurationKeys are deprecated; use environment variables instead',
  ],
])('%s is refused: %s', (body, message) => {
  expect(fault(body)).toBe(message)
})

// Measured in the same way; the bytes are Latin-1 here.
test.each([
  ['', 'unexpected end of JSON input'],
  ['{"events":', 'unexpected end of JSON input'],
  ['{"events":["INVOKE"]', 'unexpected end of JSON input'],
  ['"', 'unexpected end of JSON input'],
  ['nope', "invalid character 'o' in literal null (expecting 'u')"],
  ['nul', "invalid character ' ' in literal null (expecting 'l')"],
  ['{"a":tru}', "invalid character '}' in literal true (expecting 'e')"],
  ['x', "invalid character 'x' looking for beginning of value"],
  ['\xef\xbb\xbf{}', "invalid character 'ï' looking for beginning of value"],
  ["'", "invalid character '\\'' looking for beginning of value"],
  ['\\', "invalid character '\\\\' looking for beginning of value"],
  ['\x00', "invalid character '\\x00' looking for beginning of value"],
  ['\x0b{}', "invalid character '\\v' looking for beginning of value"],
  ['\x7f', "invalid character '\\x7f' looking for beginning of value"],
  ['\x85', "invalid character '\\u0085' looking for beginning of value"],
  ['\xad', "invalid character '\\u00ad' looking for beginning of value"],
  ['[}', "invalid character '}' looking for beginning of value"],
  ['[1,]', "invalid character ']' looking for beginning of value"],
  ['{a', "invalid character 'a' looking for beginning of object key string"],
  ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
  ['[1 2]', "invalid character '2' after array element"],
  ['{} x', "invalid character 'x' after top-level value"],
  ['01', "invalid character '1' after top-level value"],
  ['"\x01"', "invalid character '\\x01' in string literal"],
  ['"\\x"', "invalid character 'x' in string escape code"],
  ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
  ['-a', "invalid character 'a' in numeric literal"],
  ['-', "invalid character ' ' in numeric literal"],
  ['1.a', "invalid character 'a' after decimal point in numeric literal"],
  ['1e+a', "invalid character 'a' in exponent of numeric literal"],
  ['['.repeat(10_000), 'unexpected end of JSON input'],
  ['['.repeat(10_001), "invalid character '[' exceeded max depth"],
])('%j is refused: %s', (text, message) => {
  expect(fault(Buffer.from(text, 'latin1'))).toBe(message)
})
