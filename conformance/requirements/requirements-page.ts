import { openReason } from './open-reason.ts'
import { allDeviations, whyNotPlayed } from './played-cases.ts'
import type { Area, Proof, Requirement, Source } from './requirement.ts'

const emulator = 'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157'
const guide = 'https://docs.aws.amazon.com/lambda/latest'
const grades = ['documented', 'captured', 'core', 'chosen'] as const

/** `docs/requirements.md`: an introduction, the numbers, and a table for each area. */
export function requirementsPage(areas: readonly Area[]): string {
  return [
    introduction,
    '<!-- prettier-ignore-start -->',
    summary(areas),
    ...areas.map(section),
    targets(areas),
    '<!-- prettier-ignore-end -->\n',
  ].join('\n\n')
}

const introduction = `# Requirements

What an execution environment does, behaviour by behaviour: where it is written, how sure it is, and what proves that the
simulator does it. This page is made from \`conformance/requirements\`, where each row is an entry; the tests of
\`conformance\` compare the two, and \`SIM_WRITE_REQUIREMENTS=1 npx jest requirements\` in that folder writes the page anew.

- **id**: names the behaviour for ever; tests, issues and decisions may cite it.
- **grade**: _documented_ is what AWS's documentation says, _captured_ what was seen from outside of the service or of AWS's
  Runtime Interface Emulator, _core_ what the source of that emulator's core does, _chosen_ what we decided where sources
  differ or are silent; then the reason stands with it.
- **source**: a page of AWS's documentation; lines of the emulator's core at commit 4fa2157, below \`internal/lambda\`, or
  \`internal/lambda-managed-instances\` for managed instances; what was seen, and of what; or a page of \`decisions/\`.
- **proofs**: cases of \`conformance/cases/protocol\`, in code, which are played over real HTTP, and tests by their titles. A
  case where another answer is expected says why. What nothing proves yet is **open**, with the reason.`

function summary(areas: readonly Area[]): string {
  const rows = areas.map(({ title, requirements }) => [
    `[${title}](#${anchor(title)})`,
    ...numbers(requirements),
  ])
  const all = areas.flatMap(({ requirements }) => requirements)
  return table(
    ['area', 'requirements', ...grades, 'open'],
    [...rows, ['all', ...numbers(all)]],
    '--:',
  )
}

function numbers(requirements: readonly Requirement[]): string[] {
  const count = (holds: (one: Requirement) => boolean) => String(requirements.filter(holds).length)
  return [
    String(requirements.length),
    ...grades.map((grade) => count((one) => one.grade === grade)),
    count((one) => openReason(one) !== undefined),
  ]
}

function section({ title, requirements }: Area): string {
  const rows = requirements.map((one) => [
    `\`${one.id}\``,
    behaviour(one),
    one.grade,
    one.source.map(cited).join('<br>'),
    proofs(one),
  ])
  return `## ${title}\n\n${table(['id', 'behaviour', 'grade', 'source', 'proofs'], rows, '---')}`
}

function behaviour({ statement, note }: Requirement): string {
  return note === undefined ? escaped(statement) : `${escaped(statement)} _(${escaped(note)})_`
}

function proofs(one: Requirement): string {
  const open = openReason(one)
  const reason = open === undefined ? [] : [`**open**: ${escaped(open)}`]
  return [...reason, ...one.proofs.map(proof)].join('<br>')
}

function proof(one: Proof): string {
  if ('test' in one) return `[${escaped(one.title)}](../${one.test})`
  const deviation = allDeviations[one.case]?.reason
  if (whyNotPlayed(one.case) !== undefined) return `\`${one.case}\` (not played)`
  return deviation === undefined
    ? `\`${one.case}\``
    : `\`${one.case}\` (differs: ${escaped(deviation)})`
}

/** How a source stands in a table. What is in brackets is a link, whose target comes last on the page. */
function cited(source: Source): string {
  const [kind, name] = parted(source)
  if (kind === 'capture') return `seen: ${escaped(name)}`
  return `[${kind === 'docs' || kind === 'core' ? name : source}]`
}

function targets(areas: readonly Area[]): string {
  const sources = areas.flatMap(({ requirements }) => requirements.flatMap(({ source }) => source))
  const linked = sources.filter((source) => !source.startsWith('capture: '))
  return [...new Set(linked)]
    .map((source) => `${cited(source)}: ${target(source)}`)
    .sort()
    .join('\n')
}

function target(source: Source): string {
  const [kind, name] = parted(source)
  if (kind === 'docs') return `${guide}/${name.startsWith('API_') ? 'api' : 'dg'}/${name}.html`
  if (kind === 'decision') return `../decisions/${name}.md`
  const [path = '', numbers = ''] = name.split(':')
  const folder = kind === 'core' ? 'lambda' : 'lambda-managed-instances'
  const file = path.startsWith('cmd/') ? path : `internal/${folder}/${path}`
  // Only the first range: a link has no more.
  const range = /^(\d+)(?:-(\d+))?/.exec(numbers)
  const lines = range?.slice(1).flatMap((number) => (number === undefined ? [] : [`L${number}`]))
  return `${emulator}/${file}#${(lines ?? []).join('-')}`
}

function parted(source: Source): [kind: string, name: string] {
  const at = source.indexOf(': ')
  return [source.slice(0, at), source.slice(at + 2)]
}

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: '---' | '--:',
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = head.map((_name, index) => (index === 0 ? '---' : align))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

/** As GitHub makes it of a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replaceAll(' ', '-')
}

/** A text that means nothing to Markdown, but for its code spans. */
function escaped(text: string): string {
  const parts = text.replaceAll('|', '\\|').split(/(`[^`]*`)/)
  return parts
    .map((part) => (part.startsWith('`') ? part : part.replace(/[*_<>[\]]/g, String.raw`\$&`)))
    .join('')
}
