import { expect, test } from '@jest/globals'
import { pollUntil, Resources } from '@sim/core'
import { processState } from '@sim/freeze'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { execPath, platform } from 'node:process'
import { createInterface } from 'node:readline'
import { controlScript } from '../src/control-script.ts'
import { parseTable, type ProcessTable } from '../src/process-table.ts'

const soon = { timeoutMs: 20_000 }

/** The shells of this machine that images have, too. */
const shells = [['dash'], ['bash', '--norc', '--posix'], ['busybox', 'sh']].filter(
  ([program]) => platform === 'linux' && spawnSync(program!, ['--help']).error === undefined,
)

/** A control of this very machine. */
async function openControl(resources: Resources, [shell, ...options]: readonly string[]) {
  const child = spawn(shell!, [...options, '-c', controlScript], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {},
  })
  resources.defer(() => child.kill('SIGKILL'))
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const answer = async (): Promise<readonly string[]> => {
    const taken: string[] = []
    for (;;) {
      const { value, done } = await lines.next()
      if (done === true || value === '.') return taken
      taken.push(value)
    }
  }
  const tell = (command: string) => void child.stdin.write(`${command}\n`)
  const greeting = await answer()
  const table = async (): Promise<ProcessTable> => {
    tell('t')
    return parseTable(await answer())
  }
  return { child, greeting, tell, table }
}

/** A process with a child in a session of its own, both with a group of their own. */
async function startFamily(resources: Resources) {
  const script = `
    const { spawn } = require('node:child_process')
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { detached: true, stdio: 'ignore' })
    console.log(child.pid)
    setInterval(() => {}, 1e6)`
  const parent: ChildProcess = spawn(execPath, ['-e', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pid = parent.pid!
  resources.defer(() => attempt(() => process.kill(-pid, 'SIGKILL')))
  const [line] = (await once(createInterface(parent.stdout!), 'line')) as [string]
  const child = Number(line)
  resources.defer(() => attempt(() => process.kill(-child, 'SIGKILL')))
  return { parent, pid, child }
}

function attempt(action: () => unknown): void {
  try {
    action()
  } catch {
    return
  }
}

const state = (pid: number) => {
  const now = processState(pid)
  return now === 'gone' ? 'gone' : now.state
}

const reaches = (pid: number, wanted: readonly string[]) =>
  pollUntil(
    () => state(pid),
    (now) => wanted.includes(now),
    { ...soon, what: `state ${wanted.join()}` },
  )

test.each(shells)('%s: the table says of each process what the kernel says', async (...shell) => {
  await using resources = new Resources()
  const { child: control, greeting, table } = await openControl(resources, shell)
  const { pid, child } = await startFamily(resources)

  const rows = await table()

  expect(greeting[0]).toBe(String(control.pid))
  const row = rows.get(pid)!
  const { threads, ...kernel } = processState(pid) as Exclude<
    ReturnType<typeof processState>,
    'gone'
  >
  expect(row.entry).toMatchObject({ ...kernel, state: expect.any(String), session: pid })
  expect(row.threads.map(({ tid }) => tid).toSorted()).toEqual(
    threads.map(({ tid }) => tid).toSorted(),
  )
  expect(row.threads[0]?.tid).toBe(pid)
  expect(row.peakMemoryKb).toBeGreaterThan(10_000)
  expect(rows.get(child)?.entry).toMatchObject({ ppid: pid, session: child })
})

test.each(shells)('%s: a signal reaches only who is meant', async (...shell) => {
  await using resources = new Resources()
  const { tell, table } = await openControl(resources, shell)
  const { pid, child } = await startFamily(resources)
  const { startTime } = (await table()).get(pid)!.entry

  tell(`s STOP ${pid} ${Number(startTime) + 1}`)
  tell(`g STOP ${pid} 1`)
  const before = (await table()).get(pid)!.entry.state
  tell(`s STOP ${pid} ${startTime}`)
  await reaches(pid, ['T'])
  const childWhile = state(child)
  tell(`s CONT ${pid} ${startTime}`)
  await reaches(pid, ['S', 'R'])

  expect(before).not.toBe('T')
  expect(childWhile).not.toBe('T')
})

test.each(shells)(
  '%s: a group is signalled as a whole, and killed with who left it',
  async (...shell) => {
    await using resources = new Resources()
    const { tell, table } = await openControl(resources, shell)
    const { pid, child, parent } = await startFamily(resources)
    const { startTime } = (await table()).get(pid)!.entry
    tell(`g STOP ${pid} ${startTime}`)
    await reaches(pid, ['T'])

    tell(`k ${pid} ${Number(startTime) + 1}`)
    await table()
    const afterMistake = [state(pid), state(child)]
    tell(`k ${pid} ${startTime}`)
    await once(parent, 'exit')
    await reaches(child, ['gone', 'Z'])

    expect(afterMistake[0]).toBe('T')
    expect(afterMistake[1]).not.toBe('gone')
  },
)

test.each(shells)('%s: what is left of a group is ended once its leader has', async (...shell) => {
  await using resources = new Resources()
  const { tell, table } = await openControl(resources, shell)
  const leader = spawn('/bin/sh', ['-c', 'sleep 1000 & echo $!; read -r _'], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  resources.defer(() => attempt(() => process.kill(-leader.pid!, 'SIGKILL')))
  const [line] = (await once(createInterface(leader.stdout), 'line')) as [string]
  const member = Number(line)

  tell(`w ${leader.pid}`)
  await table()
  const whileItLives = state(member)
  leader.stdin.end()
  await once(leader, 'exit')
  tell(`w ${leader.pid}`)
  await reaches(member, ['gone', 'Z'])

  expect(whileItLives).not.toBe('gone')
})

test('a shell of images is there to be tested', () => {
  if (platform === 'linux') expect(shells.length).toBeGreaterThan(0)
})
