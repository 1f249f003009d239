import { expect, test } from '@jest/globals'
import { parseUuid } from '@sim/protocol'

const uuid = '0a1b2c3d-4e5f-6789-abcd-ef0123456789'

test.each([
  ['dashed', uuid],
  ['dashed, in capitals', uuid.toUpperCase()],
  ['bare', uuid.replaceAll('-', '')],
  ['bare, in capitals', uuid.replaceAll('-', '').toUpperCase()],
  ['in braces', `{${uuid}}`],
  ['as a URN', `urn:uuid:${uuid}`],
  ['as a URN in capitals', `URN:UUID:${uuid.toUpperCase()}`],
])('a UUID may be spelt %s', (_, text) => {
  expect(parseUuid(text)).toBe(uuid)
})

test.each([
  ['nothing', ''],
  ['a word', 'not-a-uuid'],
  ['one digit less', uuid.slice(1)],
  ['one digit more', `${uuid}0`],
  ['a letter that is no digit', uuid.replace('a', 'g')],
  ['dashes elsewhere', '0a1b2c3d4-e5f-6789-abcd-ef0123456789'],
  ['one brace', `{${uuid}`],
  ['bare digits in braces', `{${uuid.replaceAll('-', '')}}`],
  ['a URN of bare digits', `urn:uuid:${uuid.replaceAll('-', '')}`],
  ['another URN', `urn:oid:${uuid}`],
  ['space around it', ` ${uuid} `],
  ['a line break at its end', `${uuid}\n`],
  ['a line break in braces', `{${uuid}\n}`],
])('%s is no UUID', (_, text) => {
  expect(parseUuid(text)).toBeUndefined()
})
