import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Adapter } from 'lowdb';
import { Problem } from '../../protocol/errors.ts';
import { type DirectoryData, directorySchema } from './schema.ts';

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

const damaged = (file: string, line: number, reason: string): Problem =>
  new Problem('directory-damaged', `${file}, line ${line}: ${reason}. Nothing was changed; mend the file or restore it from a backup.`);

/**
 * The first member that `JSON.parse` and the schema would drop in silence: of two with one name only the last
 * arrives, and `__proto__` never does. The next write would then lose a mailbox.
 */
const findDropped = (node: Node): Node | undefined => {
  const names = new Set<unknown>(['__proto__']);
  for (const child of node.children ?? []) {
    const [name, value] = child.type === 'property' ? (child.children ?? []) : [undefined, child];
    if (name && names.has(name.value)) return name;
    names.add(name?.value);
    const dropped = value && findDropped(value);
    if (dropped) return dropped;
  }
  return undefined;
};

/** @throws Problem `directory-damaged` that names the line. */
export const parseDirectory = (file: string, text: string): DirectoryData => {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowEmptyContent: false });
  const [error] = errors;
  if (error || !tree) throw damaged(file, lineAt(text, error?.offset ?? 0), error ? printParseErrorCode(error.error) : 'the file is empty');
  const dropped = findDropped(tree);
  if (dropped) throw damaged(file, lineAt(text, dropped.offset), `"${dropped.value}" stands twice or is no name`);
  const result = directorySchema.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = (issue?.path ?? []).map((key) => (typeof key === 'number' ? key : String(key)));
  // The nearest place that exists: a missing member is reported at the object that lacks it.
  let node = findNodeAtLocation(tree, path);
  for (let depth = path.length - 1; !node && depth >= 0; depth -= 1) node = findNodeAtLocation(tree, path.slice(0, depth));
  throw damaged(file, lineAt(text, node?.offset ?? 0), `${path.join('.') || 'the file'}: ${issue?.message ?? 'is not valid'}`);
};

/** Makes what a folder lists durable: after a rename or a creation the folder itself must reach the disk. */
export const syncFolder = async (folder: string): Promise<void> => {
  // Windows has no way to open a folder; there the rename is a journal entry of its own.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Writes what is to replace a file beside it, and flushes it. Returns its path. */
const writeBeside = async (file: string, text: string, mode: number): Promise<string> => {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.new`;
  await rm(temporary, { force: true });
  const handle = await open(temporary, 'wx', mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return temporary;
};

/** Replaces a file whole: after a power cut it holds the old text or the new one. */
export const writeDurably = async (file: string, text: string, mode: number): Promise<void> => {
  await rename(await writeBeside(file, text, mode), file);
  await syncFolder(dirname(file));
};

/** `undefined`: there is no such file. */
const readIfThere = async (file: string): Promise<Buffer | undefined> => {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Tells one content of the file from another, and from none. */
const digestOf = (content: Buffer | string | undefined): string =>
  content === undefined ? 'none' : createHash('sha256').update(content).digest('hex');

/**
 * lowdb's port to the directory file: validated when read, replaced whole and flushed when written. Writes only
 * over what it has read or written itself: what someone edited since is refused as `directory-edited`, and must
 * be read first. A file that was there and is gone is damaged, not empty.
 */
export const createDirectoryFile = (file: string): Adapter<DirectoryData> => {
  /** Digests of what may stand in the file without anyone having edited it; none before the first reading. */
  let known: ReadonlySet<string> = new Set();
  return {
    async read() {
      const content = await readIfThere(file);
      if (!content) {
        if (known.size > 0 && !known.has(digestOf(undefined))) throw damaged(file, 1, 'the file is gone');
        known = new Set([digestOf(undefined)]);
        return null;
      }
      const text = content.toString('utf8');
      if (!isUtf8(content)) throw damaged(file, lineAt(text, text.indexOf('\ufffd')), 'the text is not UTF-8');
      const data = parseDirectory(file, text);
      known = new Set([digestOf(content)]);
      return data;
    },
    async write(data) {
      const text = `${JSON.stringify(data, null, 2)}\n`;
      const temporary = await writeBeside(file, text, 0o600);
      // As late as can be: what is edited between here and the next line would be lost.
      if (!known.has(digestOf(await readIfThere(file)))) {
        await rm(temporary, { force: true });
        throw new Problem('directory-edited', `${file} was edited by hand. Nothing was changed; have the server reload it first.`);
      }
      await rename(temporary, file);
      // If the folder cannot be flushed the change does not hold; but that it stands there is nobody's edit.
      known = new Set([...known, digestOf(text)]);
      await syncFolder(dirname(file));
      known = new Set([digestOf(text)]);
    },
  };
};
