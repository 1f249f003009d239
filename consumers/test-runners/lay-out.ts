import { cpSync, globSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runnerFolder, type Runner } from './runners.ts'

const projects = join(__dirname, 'projects')

/**
 * Copies a project into the folder of a runner, with the functions that projects share, and returns where.
 *
 * What ends in `.txt` is for a compiler that knows the runner's types, not for that of this repository.
 */
export function layOut(runner: Runner, project: string, name = project): string {
  const folder = join(runnerFolder(process.env['SIM_CONSUMERS_FOLDER'] ?? '', runner), name)
  rmSync(folder, { recursive: true, force: true })
  cpSync(join(projects, project), folder, { recursive: true })
  cpSync(join(projects, 'functions'), join(folder, 'functions'), { recursive: true })
  for (const file of globSync('**/*.ts.txt', { cwd: folder })) {
    renameSync(join(folder, file), join(folder, file.replace(/[.]txt$/, '')))
  }
  return folder
}
