import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run.ts'

/** A package of the repository, as its own files describe it. */
export interface Package {
  /** `@sim/…` */
  readonly name: string
  readonly folder: string
  /** What its index exports that exists at run time. */
  readonly values: readonly string[]
  /** What its index exports for the compiler only. */
  readonly types: readonly string[]
}

/** Every package under packages/, built or not. */
export function packages(): Package[] {
  return readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => {
      const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package
      return { name, folder, ...exported(join(folder, 'src', 'index.ts')) }
    })
}

/** Reads the names from the index, which holds nothing but `export { … } from '…'`. */
function exported(index: string): Pick<Package, 'values' | 'types'> {
  const text = existsSync(index) ? readFileSync(index, 'utf8') : ''
  const lists = Array.from(text.matchAll(/export (type )?\{([^}]*)\}/g), ([, type = '', list]) =>
    (list ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => type + name.replace(/^.* as /, '')),
  ).flat()
  return {
    values: lists.filter((name) => !name.startsWith('type ')).toSorted(),
    types: lists
      .filter((name) => name.startsWith('type '))
      .map((name) => name.replaceAll('type ', ''))
      .toSorted(),
  }
}
