import { expect, test } from '@jest/globals'
import { functionVariables } from '../../src/function/function-variables.ts'
import { ScratchFolder } from '../scratch-folder.ts'

const host = { FROM_HOST: 'here', AWS_ACCESS_KEY_ID: 'AKIA', PATH: '/bin' }
const variables = (given: readonly string[], files: readonly string[] = [], cwd = '/') =>
  functionVariables(files, given, { env: host, cwd })

test('nothing of the host gets in unasked', async () => {
  expect(await variables([])).toEqual({ environment: {} })
})

test('a value is all that follows the first equals sign', async () => {
  expect(await variables(['AA=1', 'BB=x=y', 'CC=', 'DD=a b'])).toEqual({
    environment: { AA: '1', BB: 'x=y', CC: '', DD: 'a b' },
  })
})

test('a name alone passes on what the host has', async () => {
  expect(await variables(['FROM_HOST'])).toEqual({ environment: { FROM_HOST: 'here' } })
})

test('files come first and in their order, flags win over them', async () => {
  await using folder = await ScratchFolder.create()
  await folder.file('one.env', '# a comment\nAA=1\nBB="two words"\n')
  await folder.file('two.env', 'AA=2\nCC=2\n')

  const { environment } = await variables(['CC=3'], ['one.env', 'two.env'], folder.path)

  expect(environment).toEqual({ AA: '2', BB: 'two words', CC: '3' })
})

test('all three credentials become those of the function', async () => {
  const given = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY=secret', 'AWS_SESSION_TOKEN=token']

  expect(await variables([...given, 'AA=1'])).toEqual({
    environment: { AA: '1' },
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: 'token' },
  })
})

test.each([
  [
    'NOT_SET_HERE',
    '--env NOT_SET_HERE passes on what is set here, found nothing; set it: NOT_SET_HERE=VALUE',
  ],
  [
    'AWS_REGION=eu-west-1',
    '--env may set what Lambda leaves to the function, found AWS_REGION, which is reserved: use --region',
  ],
  [
    'LAMBDA_TASK_ROOT=/x',
    '--env may set what Lambda leaves to the function, found LAMBDA_TASK_ROOT, which is reserved',
  ],
  ['=1', '--env must have names of a letter and then letters, digits or _, found ""'],
  ['1A=1', '--env must have names of a letter and then letters, digits or _, found "1A"'],
  ['A-B=1', '--env must have names of a letter and then letters, digits or _, found "A-B"'],
  [
    'AWS_ACCESS_KEY_ID',
    '--env must give all of AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, or none, found AWS_ACCESS_KEY_ID',
  ],
])('--env %s is refused', async (given, message) => {
  await expect(variables([given])).rejects.toMatchObject({ code: 'ERR_USAGE', message })
})

test('a file that is not there, and a file with a reserved name, are refused by their names', async () => {
  await using folder = await ScratchFolder.create()
  await folder.file('bad.env', '_HANDLER=x\n')

  await expect(variables([], ['gone.env'], folder.path)).rejects.toMatchObject({
    code: 'ERR_USAGE',
    message: `--env-file must be a file of NAME=VALUE lines, found none at ${folder.path}/gone.env`,
  })
  await expect(variables([], ['bad.env'], folder.path)).rejects.toMatchObject({
    code: 'ERR_USAGE',
    message:
      '--env-file bad.env may set what Lambda leaves to the function, found _HANDLER, which is reserved: use --handler',
  })
})
