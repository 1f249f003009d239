// @ts-check
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { RuntimeError } from './errors.mjs'

/** @typedef {import('./invoke-handler.mjs').Handler} Handler */

/**
 * Loads the function that a handler string names: `folder/file.export` or `file.export.nested`.
 *
 * Throws errors of type `Runtime.MalformedHandlerName`, `Runtime.ImportModuleError`,
 * `Runtime.UserCodeSyntaxError` and `Runtime.HandlerNotFound`; what the module itself throws comes
 * through unchanged.
 *
 * @param {string} taskRoot the folder that the path is relative to
 * @param {string} name the handler string
 * @returns {Promise<Handler>}
 */
export async function loadHandler(taskRoot, name) {
  const { modulePath, exportPath } = parseName(name)
  const exported = await load(taskRoot, modulePath)

  /** @type {any} */
  let handler = exported
  for (const key of exportPath) handler = handler?.[key]
  if (typeof handler !== 'function') {
    const found = handler === undefined ? 'undefined or not exported' : 'not a function'
    throw new RuntimeError('Runtime.HandlerNotFound', `${name} is ${found}`)
  }
  return handler
}

/** @param {string} name */
function parseName(name) {
  // The path ends at the first dot of its last part, so folders may have dots and files may not.
  const match = /^(.*\/)?([^./]+)\.([^/]+)$/.exec(name)
  if (match === null || name.includes('..')) {
    throw new RuntimeError(
      'Runtime.MalformedHandlerName',
      `a handler is named folder/file.export, without '..': '${name}' is not`,
    )
  }
  const [, folder = '', file = '', exports = ''] = match
  return { modulePath: folder + file, exportPath: exports.split('.') }
}

/**
 * @param {string} taskRoot
 * @param {string} modulePath
 */
async function load(taskRoot, modulePath) {
  const require = createRequire(join(resolve(taskRoot), 'function'))
  try {
    const path = resolve(taskRoot, modulePath)
    const file = findFile(path) ?? require.resolve(existsSync(path) ? path : modulePath)
    return isEsModule(file) ? await import(pathToFileURL(file).href) : require(file)
  } catch (error) {
    throw asInitError(error)
  }
}

/** @param {string} path */
function findFile(path) {
  return ['.js', '.mjs', '.cjs'].map((suffix) => path + suffix).find(existsSync)
}

/** @param {string} file */
function isEsModule(file) {
  if (file.endsWith('.mjs')) return true
  return file.endsWith('.js') && packageType(dirname(realpathSync(file))) === 'module'
}

/**
 * The `type` of the nearest package, as Node looks for it.
 *
 * @param {string} folder
 * @returns {unknown}
 */
function packageType(folder) {
  const manifest = join(folder, 'package.json')
  if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).type
  const parent = dirname(folder)
  return parent === folder ? undefined : packageType(parent)
}

/** @param {any} error */
function asInitError(error) {
  if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND') {
    return RuntimeError.wrapping('Runtime.ImportModuleError', error)
  }
  if (error instanceof SyntaxError) {
    return RuntimeError.wrapping('Runtime.UserCodeSyntaxError', error)
  }
  return error
}
