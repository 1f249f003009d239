import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** `work/` is what is granted; it has a file, a directory with a file, and links within and out of it. */
export function fileTree(): Disposable & { readonly root: string; readonly work: string } {
  const root = realpathSync(mkdtempSync(`${tmpdir()}/wasm-`))
  const work = `${root}/work`
  mkdirSync(`${work}/sub/deep`, { recursive: true })
  writeFileSync(`${root}/secret`, 'secret')
  writeFileSync(`${root}/workshop`, 'a name that begins like that of the grant')
  writeFileSync(`${work}/file`, 'hello')
  writeFileSync(`${work}/sub/inner`, 'inner')
  symlinkSync('file', `${work}/link`)
  symlinkSync('../secret', `${work}/way-out`)
  symlinkSync('..', `${work}/up`)
  symlinkSync('../nothing', `${work}/dangling`)
  return { root, work, [Symbol.dispose]: () => rmSync(root, { recursive: true }) }
}
