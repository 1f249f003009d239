import { realpathSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { Refusal } from './errno.mjs'

/**
 * Where a path leads that a guest names, relative to `base`: below the granted directory, or nowhere.
 *
 * `.` and `..` are resolved before the first look, symbolic links before the second. The last name need not exist.
 * `follows`: whether a symbolic link that is the last name is followed.
 */
export function grantedPath(root, base, path, follows) {
  const wanted = resolve(base, path)
  if (!isWithin(root, wanted)) throw denied(path)
  const real = realPlace(wanted, wanted === root || follows)
  if (!isWithin(root, real)) throw denied(path)
  return real
}

function denied(path) {
  return new Refusal('ENOTCAPABLE', `Permission to '${path}' denied`)
}

function realPlace(path, follows) {
  try {
    if (follows) return realpathSync(path)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  return join(realpathSync(dirname(path)), basename(path))
}

function isWithin(root, path) {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
}
