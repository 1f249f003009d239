import { expect, test } from '@jest/globals'
import { LambdaContainer } from '@sim/testcontainers'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { testInContainers } from './fixtures/engine.ts'
import { aimlessImage, lambdaImage, shellLessImage } from './fixtures/images.ts'

test.each<[string, () => unknown, string]>([
  [
    'no image',
    () => new LambdaContainer(''),
    'the image must be a text that is not empty, found ""',
  ],
  [
    'an empty handler',
    () => new LambdaContainer('image').withHandler(''),
    'the handler must be a text that is not empty, found ""',
  ],
  [
    'a command without a program',
    () => new LambdaContainer('image').withCommand([]),
    'the command must be a program and its arguments, found []',
  ],
  [
    'a command that is no list',
    () => new LambdaContainer('image').withRuntime('node app' as never),
    'the runtime must be a program and its arguments, found "node app"',
  ],
  [
    'an extension that is not there',
    () => new LambdaContainer('image').withExtension('/no/such/extension'),
    'an extension must be a file or directory, found nothing at /no/such/extension',
  ],
  [
    'a function directory that is a file',
    () => new LambdaContainer('image').withFunctionDirectory(import.meta.filename),
    `the function directory must be a directory, found something else at ${import.meta.filename}`,
  ],
  [
    'an option out of bounds',
    () => new LambdaContainer('image').withOptions({ timeoutMs: 0 }),
    'the options of a container are wrong: timeoutMs: too small: expected number to be >=1, found 0',
  ],
  [
    'a scale out of bounds',
    () => new LambdaContainer('image').withOptions({ time: { scale: 0 } }),
    'the options of a container are wrong: time.scale: too small: expected number to be >0, found 0',
  ],
  [
    'an option that the container itself decides',
    () => new LambdaContainer('image').withOptions({ functionDirectory: '.' } as never),
    'the options of a container are wrong: options: unrecognized key: "functionDirectory", found {"functionDirectory":"."}',
  ],
  [
    'to be kept',
    () => new LambdaContainer('image').withAutoRemove(false),
    'withAutoRemove must be true, found false: this container is removed when it ends',
  ],
  [
    'to be used again',
    () => new LambdaContainer('image').withReuse(),
    'withReuse is not allowed: this container ends with the process that started it',
  ],
])('%s is refused at once', (_case, use, message) => {
  expect(use).toThrow(expect.objectContaining({ code: 'ERR_INVALID_OPTIONS', message }))
})

testInContainers('an image that is nowhere is refused with a hint', async () => {
  const start = new LambdaContainer('localhost:1/no/such-image:1').start()

  await expect(start).rejects.toMatchObject({
    code: 'ERR_IMAGE_UNAVAILABLE',
    message: expect.stringMatching(
      /^the image localhost:1\/no\/such-image:1 is needed, and neither here nor to be pulled: .*; build it/,
    ),
  })
})

testInContainers('an image of the relay that is nowhere is refused with a hint', async (client) => {
  const start = new LambdaContainer(await lambdaImage(client))
    .withRelayImage('localhost:1/no/node:1')
    .start()

  await expect(start).rejects.toMatchObject({
    code: 'ERR_IMAGE_UNAVAILABLE',
    message: expect.stringContaining('withRelayImage takes any other with Node'),
  })
})

testInContainers(
  'an image of the relay without Node is refused by what the engine said',
  async (client) => {
    const start = new LambdaContainer(await lambdaImage(client))
      .withRelayImage(await aimlessImage(client))
      .start()

    await expect(start).rejects.toMatchObject({
      code: 'ERR_RELAY',
      message: expect.stringContaining('"node"'),
    })
  },
)

testInContainers('an image without a shell is refused', async (client) => {
  const start = new LambdaContainer(await shellLessImage(client)).start()

  await expect(start).rejects.toMatchObject({
    code: 'ERR_IMAGE_SHELL',
    message: expect.stringContaining('an image with /bin/sh is needed'),
  })
})

testInContainers('an image that names nothing to start is refused', async (client) => {
  const image = await aimlessImage(client)

  await expect(new LambdaContainer(image).start()).rejects.toMatchObject({
    code: 'ERR_IMAGE_COMMAND',
    message: `an ENTRYPOINT or a CMD is needed to start the runtime, found none in the image ${image}: use withRuntime`,
  })
})

testInContainers('what cannot be done to a running one is refused', async (client) => {
  await using container = await new LambdaContainer(await lambdaImage(client)).start()

  await expect(container.restart()).rejects.toMatchObject({ code: 'ERR_RESTART_UNSUPPORTED' })
  await expect(container.stop({ remove: false })).rejects.toMatchObject({
    code: 'ERR_INVALID_OPTIONS',
  })
  const stopped = await container.stop()
  await expect(stopped.copyArchiveFromContainer('/')).rejects.toMatchObject({
    code: 'ERR_CONTAINER_REMOVED',
  })
})

test('without an engine a start is refused with a hint', () => {
  const program = join(import.meta.dirname, 'fixtures/has-no-engine.ts')

  const { stdout } = spawnSync(execPath, ['--conditions=@sim/source', program], {
    encoding: 'utf8',
    env: { DOCKER_HOST: 'unix:///no/such/socket' },
  })

  expect(JSON.parse(stdout)).toEqual({
    code: 'ERR_NO_CONTAINER_RUNTIME',
    message:
      'a container engine that answers is needed, found none: start Docker, or point DOCKER_HOST to it',
  })
})
