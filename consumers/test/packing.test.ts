import { expect, test } from '@jest/globals'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { installed, project } from '../installation/installed.ts'
import { root } from '../installation/run.ts'

const folderOf = (name: string) => join(project, 'node_modules', ...name.split('/'))

const manifestOf = (name: string) =>
  JSON.parse(readFileSync(join(folderOf(name), 'package.json'), 'utf8')) as {
    exports: Record<string, Record<string, string> | string>
    engines: Record<string, string>
    dependencies?: Record<string, string>
  }

const names = installed.map(({ name }) => name)

test('every folder under packages/ is a package that was built', () => {
  const folders = readdirSync(join(root, 'packages'))

  const built = folders.filter((name) => existsSync(join(root, 'packages', name, 'dist')))

  expect(built).toEqual(folders)
  expect(installed.map(({ folder }) => folder)).toEqual(
    folders.map((name) => join(root, 'packages', name)),
  )
})

test.each(names)('%s was installed from its own tarball, and only once', (name) => {
  const copies = names
    .map((owner) => join(folderOf(owner), 'node_modules', ...name.split('/')))
    .filter((path) => existsSync(path))

  expect(existsSync(folderOf(name))).toBe(true)
  expect(copies).toEqual([])
})

test.each(names)('every file that %s exports is in its tarball', (name) => {
  const paths = Object.values(manifestOf(name).exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry),
  )

  expect(paths.filter((path) => !existsSync(join(folderOf(name), path)))).toEqual([])
})

test.each(names)('%s brings its README and its licence, and no source or test', (name) => {
  const files = readdirSync(folderOf(name))

  expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'package.json', 'dist']))
  expect(files.filter((file) => ['src', 'test', 'tsconfig.json'].includes(file))).toEqual([])
})

test.each(names)('nothing in the manifest of %s is of this repository only', (name) => {
  const manifest = manifestOf(name)

  expect(JSON.stringify(manifest.exports)).not.toContain('@sim/source')
  expect(Object.values(manifest.dependencies ?? {}).join(' ')).not.toMatch(
    /workspace:|catalog:|file:/,
  )
  expect(manifest.engines).toHaveProperty('node')
})
