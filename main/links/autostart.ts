/** An argument of `Exec` in a desktop entry: quoted, as the Desktop Entry Specification wants it. */
const quote = (argument: string): string =>
  `"${argument
    .replace(/["`$\\]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`;

/** The desktop entry that starts the app at login, without its window. @throws TypeError if a line break stands in an argument */
export const autostartEntry = (command: readonly string[]): string => {
  if (command.some((argument) => /[\r\n]/.test(argument))) throw new TypeError('a desktop entry has no place for a line break');
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Restante',
    `Exec=${[...command.map(quote), '--hidden'].join(' ')}`,
    'Icon=restante',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
};
