// What Electron needs of a Linux that was made without a desktop: libraries, a display.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const isRoot = process.getuid?.() === 0;

/** Chromium refuses to run its sandbox as root; nobody else gives it up. */
export const sandboxArguments = process.platform === 'linux' && isRoot ? ['--no-sandbox'] : [];

const libraryPackages = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1'];
const displayPackages = ['xvfb'];
const fontPackages = ['fonts-noto-cjk'];
/** Programs of other people that deliver to a server under test; swaks needs the last one for TLS. */
const mailPrograms = ['swaks', 'msmtp'];
const mailPackages = [...mailPrograms, 'libnet-ssleay-perl'];

const isCommand = (name) => (process.env.PATH ?? '').split(delimiter).some((folder) => folder && existsSync(join(folder, name)));

/** The shared libraries that the executable asks for and the system does not have; none where no ldd can tell. */
const missingLibraries = async (executable) => {
  const { stdout } = await run('ldd', [executable]).catch(() => ({ stdout: '' }));
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name);
};

const hasJapaneseFont = async () => isCommand('fc-list') && (await run('fc-list', [':lang=ja', 'family'])).stdout.trim() !== '';

/** Debian 13 and Ubuntu 24.04 renamed some: libgtk-3-0 is libgtk-3-0t64 there. */
const currentName = async (name) => {
  const found = await run('apt-cache', ['show', '--no-all-versions', `${name}t64`]).then(
    ({ stdout }) => stdout !== '',
    () => false,
  );
  return found ? `${name}t64` : name;
};

const install = async (packages) => {
  const environment = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 64 * 1024 * 1024 };
  await run('apt-get', ['update', '-q'], environment);
  const names = await Promise.all(packages.map(currentName));
  // The lock waits for another process that does the same.
  await run('apt-get', ['install', '-qy', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', ...names], environment);
};

/**
 * Makes sure that the executable finds its libraries; as root on a Debian it installs what is missing,
 * else it throws an Error naming the command that does.
 */
export const provideLibraries = async (executable, { say, fonts = false, virtualDisplay = false }) => {
  const libraries = await missingLibraries(executable);
  const packages = [
    ...(libraries.length > 0 ? libraryPackages : []),
    ...(virtualDisplay && !hasDisplay() && !isCommand('Xvfb') ? displayPackages : []),
    ...(fonts && !(await hasJapaneseFont()) ? fontPackages : []),
  ];
  if (packages.length === 0) return;
  const lacks = `This machine lacks ${packages.join(', ')}${libraries.length > 0 ? ` (${libraries.length} libraries, ${libraries[0]} one of them)` : ''}`;
  if (!isCommand('apt-get')) throw new Error(`${lacks}. These are Debian's names; install what your system calls them.`);
  if (!isRoot) throw new Error(`${lacks}. Type:\n  sudo apt-get install -y ${packages.join(' ')}`);
  say(`${lacks}; installing with apt-get …`);
  await install(packages);
  const still = await missingLibraries(executable);
  if (still.length > 0) throw new Error(`Electron still lacks ${still.join(', ')} after installing ${packages.join(', ')}.`);
};

/**
 * Installs, as root on a Debian, the mail programs that tests send with. Elsewhere it says what is missing; those
 * tests are skipped then.
 */
export const provideMailPrograms = async ({ say }) => {
  const missing = mailPrograms.filter((program) => !isCommand(program));
  if (missing.length === 0) return;
  const lacks = `This machine lacks ${missing.join(', ')}`;
  if (!isCommand('apt-get') || !isRoot) return say(`${lacks}: tests that send with them are skipped.`);
  say(`${lacks}; installing with apt-get …`);
  await install(mailPackages).catch((error) => say(`That failed, and tests that send with them are skipped: ${error.message}`));
};

export const hasDisplay = () => process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/**
 * A screen that nobody sees. Xvfb picks a free number itself and tells it, so that several run side by side.
 *
 * @returns {Promise<{ environment: NodeJS.ProcessEnv, stop(): void }>} the variables that lead a program to it
 */
const startVirtualDisplay = async () => {
  // In a process group of its own: a Ctrl+C at the terminal is for the app, which must still have its screen.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let complaint = '';
  server.stderr.on('data', (data) => {
    complaint += data;
  });
  const number = await new Promise((resolve, reject) => {
    let answer = '';
    server.stdio[3].on('data', (data) => {
      answer += data;
      if (answer.endsWith('\n')) resolve(answer.trim());
    });
    server.on('error', reject);
    server.on('close', () => reject(new Error(`Xvfb did not start: ${complaint.trim()}`)));
  });
  server.unref();
  for (const stream of [server.stderr, server.stdio[3]]) stream.unref();
  const stop = () => server.kill();
  process.once('exit', stop);
  return { environment: { DISPLAY: `:${number}`, WAYLAND_DISPLAY: undefined, XDG_SESSION_TYPE: 'x11' }, stop };
};

/**
 * Where windows go: the display at hand, or a virtual one. With `quiet` the virtual one is preferred where
 * Xvfb is installed, so that a hundred test windows do not take the developer's keyboard.
 *
 * @returns {Promise<{ environment: NodeJS.ProcessEnv, stop(): void }>}
 */
export const provideDisplay = async ({ say, quiet = false }) => {
  if (hasDisplay() && !(quiet && process.platform === 'linux' && isCommand('Xvfb'))) return { environment: {}, stop() {} };
  const display = await startVirtualDisplay();
  say(`Windows are drawn on the virtual display ${display.environment.DISPLAY}${hasDisplay() ? '' : ': this machine has no screen'}.`);
  return display;
};
