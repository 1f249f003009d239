import { expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { ContainerRuntimeClient } from '../src/container-runtime.ts'
import { importImage, type ImageFile } from '../src/image-archive.ts'

/** An engine that takes what it is sent, and answers this. */
function engine(answer: string) {
  const taken: { archive: Buffer; options: object }[] = []
  const importImage = async (archive: Readable, options: object) => {
    taken.push({ archive: await buffer(archive), options })
    return new PassThrough().end(answer)
  }
  const client = { container: { dockerode: { importImage } } } as unknown as ContainerRuntimeClient
  return { client, taken }
}

test('what is imported is an archive that tar can read, the same each time', async () => {
  const { client, taken } = engine('{"status":"sha256:1"}')
  const long = `/${'directory/'.repeat(14)}file`
  const files: ImageFile[] = [
    { path: '/bin/copy', content: { copyOf: import.meta.filename } },
    { path: '/etc/text', content: 'grüße', mode: 0o644 },
    { path: '/etc/block', content: 'x'.repeat(512) },
    { path: long, content: '' },
  ]
  const folder = mkdtempSync(join(tmpdir(), 'sim-archive-'))

  for (let time = 0; time < 2; time += 1) {
    await importImage(client, { name: 'host:5000/name:tag', files, instructions: ['USER me'] })
  }
  writeFileSync(join(folder, 'a.tar'), taken[0]!.archive)
  execFileSync('tar', ['-xf', 'a.tar'], { cwd: folder })
  const read = (path: string) => readFileSync(join(folder, path), 'utf8')
  const modes = ['/bin/copy', '/etc/text'].map((path) => statSync(join(folder, path)).mode & 0o777)
  const found = [read('/bin/copy'), read('/etc/text'), read('/etc/block'), read(long)]
  rmSync(folder, { recursive: true })

  expect(found).toEqual([readFileSync(import.meta.filename, 'utf8'), 'grüße', 'x'.repeat(512), ''])
  expect(modes).toEqual([0o755, 0o644])
  expect(taken[0]!.options).toEqual({ repo: 'host:5000/name', tag: 'tag', changes: ['USER me'] })
  expect(taken[1]!.archive.equals(taken[0]!.archive)).toBe(true)
})

test('what an engine says after it has accepted an archive is not lost', async () => {
  const { client } = engine('{"status":"begins"}\n{"error":"no space left on device"}')

  const imported = importImage(client, { name: 'name:tag', files: [] })

  await expect(imported).rejects.toMatchObject({
    code: 'ERR_IMAGE_IMPORT',
    message: 'cannot make the image name:tag: no space left on device',
  })
})

test('a path that no archive has room for is refused', async () => {
  const { client } = engine('')
  const path = `/${'x'.repeat(101)}`

  const imported = importImage(client, { name: 'name:tag', files: [{ path, content: '' }] })

  await expect(imported).rejects.toMatchObject({
    code: 'ERR_IMAGE_IMPORT',
    message: `a path of an image must fit into 255 bytes, found ${path.slice(1)}`,
  })
})
