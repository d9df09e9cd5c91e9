import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { Problem } from '../protocol/errors.ts';
import { parseDirectory, syncFolder, writeDurably } from './directory/file.ts';
import { copyStore, factsOf, failureOf, faultsOf, idsAhead, makeFolder, moveIdsAhead, storeFile } from './store/backup.ts';

/** A restore builds here and moves its files out at its end; while it is there, the folder is none to start on. */
export const unfinishedRestore = 'restore.part';

const manifestFile = 'manifest.json';
const directoryFile = 'directory.json';
/** In the order in which they are taken: a message's mailbox is in the directory that is read after it. */
const parts = [storeFile, directoryFile, 'admin-token'] as const;

const fileSchema = z.strictObject({ bytes: z.int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const manifestSchema = z.strictObject({
  restanteBackup: z.literal(1),
  /** The version that wrote it. */
  version: z.string(),
  at: z.iso.datetime(),
  files: z.strictObject({ [storeFile]: fileSchema, [directoryFile]: fileSchema, 'admin-token': fileSchema.optional() }),
  mailboxes: z.record(
    z.string(),
    z.strictObject({ lastId: z.int().nonnegative(), waiting: z.int().nonnegative(), processed: z.int().nonnegative() }),
  ),
});
export type Manifest = z.infer<typeof manifestSchema>;

const isEmpty = async (folder: string): Promise<boolean> => !existsSync(folder) || (await readdir(folder)).length === 0;

/** A failure of this machine's disks in words; anything else is a bug. */
const asProblem = (error: unknown): unknown => {
  if (error instanceof Problem) return error;
  const { code, syscall, message } = error as { code?: unknown; syscall?: unknown; message?: string };
  const failure = failureOf(error);
  if (failure === 'full' || code === 'ENOSPC' || code === 'EDQUOT')
    return new Problem('storage-full', 'There is no room left. What was half made can be removed.', { cause: error });
  if (failure !== undefined || syscall !== undefined)
    return new Problem('folder-unusable', `A folder or a file cannot be used: ${message}.`, { cause: error });
  return error;
};

const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw asProblem(error);
  }
};

/** Copies a file, flushes it, and tells what was written. */
const copy = async (from: string, to: string): Promise<{ bytes: number; sha256: string }> => {
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await open(to, 'wx', 0o600);
  await pipeline(
    createReadStream(from, { highWaterMark: 1024 * 1024 }),
    async function* (source: AsyncIterable<Buffer>) {
      for await (const part of source) {
        hash.update(part);
        bytes += part.byteLength;
        yield part;
      }
    },
    handle.createWriteStream({ flush: true }),
  );
  return { bytes, sha256: hash.digest('hex') };
};

/** Flushes a file that others wrote, and tells what is in it. */
const seal = async (file: string): Promise<{ bytes: number; sha256: string }> => {
  const handle = await open(file, 'r+');
  try {
    await handle.chmod(0o600);
    await handle.sync();
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const part of handle.createReadStream({ autoClose: false, highWaterMark: 1024 * 1024 })) {
      hash.update(part as Buffer);
      bytes += (part as Buffer).byteLength;
    }
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await handle.close();
  }
};

/**
 * Copies the store and the directory of a server, which may be running, into a new folder. The manifest comes last:
 * without it the folder is no backup.
 * @throws Problem `backup-exists`, `folder-unusable`, `storage-full`
 */
export const createBackup = (source: { data: string; version: string; now: () => number }, to: string): Promise<Manifest> =>
  guarded(async () => {
    const [data, folder] = [resolve(source.data), resolve(to)];
    for (const name of [storeFile, directoryFile])
      if (!existsSync(join(data, name))) throw new Problem('folder-unusable', `There is no server's data in ${data}: ${name} is missing.`);
    if (!(await isEmpty(folder))) throw new Problem('backup-exists', `${folder} is not empty. A backup is made into a new folder.`);
    await makeFolder(folder);

    const at = new Date(source.now()).toISOString();
    const store = join(folder, storeFile);
    copyStore(join(data, storeFile), store);
    const files = { [storeFile]: await seal(store) } as Manifest['files'];
    for (const name of parts)
      if (name !== storeFile && existsSync(join(data, name))) files[name] = await copy(join(data, name), join(folder, name));
    parseDirectory(join(folder, directoryFile), await readFile(join(folder, directoryFile), 'utf8'));
    const manifest: Manifest = { restanteBackup: 1, version: source.version, at, files, mailboxes: factsOf(store) };
    await syncFolder(folder);
    await writeDurably(join(folder, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`, 0o600);
    return manifest;
  });

const damaged = (folder: string, reason: string): Problem =>
  new Problem('backup-damaged', `${folder} is not a whole backup: ${reason}. Nothing was restored.`);

const readManifest = async (folder: string): Promise<Manifest> => {
  let text: string;
  try {
    text = await readFile(join(folder, manifestFile), 'utf8');
  } catch (error) {
    throw damaged(folder, (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'it has no manifest.json' : (error as Error).message);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged(folder, 'its manifest.json is no JSON');
  }
  const result = manifestSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw damaged(folder, `in its manifest.json, ${issue?.path.join('.') ?? 'something'}: ${issue?.message ?? 'is not valid'}`);
};

/** Copies what the manifest names into a folder, and holds it against what it says. */
const unpack = async (from: string, manifest: Manifest, into: string): Promise<void> => {
  for (const name of parts) {
    const told = manifest.files[name];
    if (!told) continue;
    if (!existsSync(join(from, name))) throw damaged(from, `${name} is missing`);
    const { bytes, sha256 } = await copy(join(from, name), join(into, name));
    if (bytes !== told.bytes || sha256 !== told.sha256) throw damaged(from, `${name} is not as it was written`);
  }
  const store = join(into, storeFile);
  const [fault] = faultsOf(store);
  if (fault !== undefined) throw damaged(from, `${storeFile}: ${fault}`);
  parseDirectory(join(from, directoryFile), await readFile(join(into, directoryFile), 'utf8'));
  try {
    moveIdsAhead(store);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw damaged(from, `${error.message}, and cannot be moved ${idsAhead} ahead`);
  }
};

/**
 * Reads a backup again, from the disk: whether all of it is there as it was written, and sound.
 * @throws Problem `backup-damaged`, `folder-unusable`
 */
export const verifyBackup = (from: string): Promise<Manifest> =>
  guarded(async () => {
    const folder = resolve(from);
    const manifest = await readManifest(folder);
    for (const name of parts) {
      const told = manifest.files[name];
      if (!told) continue;
      const { bytes, sha256 } = await seal(join(folder, name));
      if (bytes !== told.bytes || sha256 !== told.sha256) throw damaged(folder, `${name} is not as it was written`);
    }
    const [fault] = faultsOf(join(folder, storeFile));
    if (fault !== undefined) throw damaged(folder, `${storeFile}: ${fault}`);
    return manifest;
  });

/**
 * Makes a data folder of a backup, once all of it has been found as it was written. Ids go on far ahead of the backup's.
 * @throws Problem `data-not-empty`, `backup-damaged`, `folder-unusable`, `storage-full`; the data folder is empty then
 */
export const restoreBackup = (from: string, data: string): Promise<Manifest> =>
  guarded(async () => {
    const [source, folder] = [resolve(from), resolve(data)];
    const manifest = await readManifest(source);
    if (!(await isEmpty(folder))) throw new Problem('data-not-empty', `${folder} is not empty. Restore into a new folder.`);
    await makeFolder(folder);
    const part = join(folder, unfinishedRestore);
    await mkdir(part, { mode: 0o700 });
    try {
      await unpack(source, manifest, part);
      await syncFolder(part);
    } catch (error) {
      await rm(part, { recursive: true, force: true });
      throw error;
    }
    for (const name of parts) if (manifest.files[name]) await rename(join(part, name), join(folder, name));
    await syncFolder(folder);
    await rm(part, { recursive: true });
    await syncFolder(folder);
    return manifest;
  });
