/**
 * A value as a header can carry it.
 *
 * A header carries bytes: UTF-8 goes out as it is, and what no header may hold becomes a space, as Go does with line ends.
 */
export function headerText(value: string): string {
  return /^[\u0020-\u007e]*$/.test(value)
    ? value
    : Buffer.from(value, 'utf8')
        .toString('latin1')
        .replace(/[\u0000-\u0008\u000a-\u001f\u007f]/g, ' ')
}
