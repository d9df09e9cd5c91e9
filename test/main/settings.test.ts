import { describe, expect, it } from 'vitest';
import { openSettings, type SettingsStore, toAccountInfo, type Vault } from '#restante/main/settings/settings';
import { defaultBundled } from '#restante/protocol/bundled';
import { defaultSettings } from '#restante/protocol/settings';

/** A key store that turns secrets round; what was sealed for somebody else it cannot open. */
const vault = (protects = true): Vault => ({
  protects,
  seal: (secret) => `sealed:${[...secret].reverse().join('')}`,
  unseal: (sealed) => {
    if (!sealed.startsWith('sealed:')) throw new Error('sealed by another key');
    return [...sealed.slice('sealed:'.length)].reverse().join('');
  },
});

/** A settings file, as JSON keeps it. */
const file = (content: unknown = {}) => {
  const aside: unknown[] = [];
  const kept = { content, writes: 0 };
  const store: SettingsStore = {
    read: () => kept.content,
    write: (stored) => {
      kept.writes += 1;
      kept.content = JSON.parse(JSON.stringify(stored));
    },
    keepAside: () => aside.push(kept.content),
  };
  return { store, aside, kept };
};

const opened = (content?: unknown, protects?: boolean) => {
  const { store, aside, kept } = file(content);
  const open = (key: Vault = vault(protects)) => openSettings({ store, vault: key, ownMailbox: 'ann' });
  return { settings: open(), aside, kept, again: open };
};

const work = { server: 'https://mail.example.org', mailbox: 'ann', receiveToken: 'r-work', sendToken: 's-work' };

/** What the version before this one wrote. */
const first = {
  settings: {
    ...{ cap: { unit: 'bytes', limit: 20_000_000 }, overwriteRead: true, afterReceipt: 'delete' },
    ...{ theme: 'dark', language: 'ja', panes: { folders: 300, list: 500 } },
  },
  addresses: { http: '127.0.0.1:4000', smtp: '127.0.0.1:4001' },
  account: { mailbox: 'bea', receiveToken: { sealed: 'sealed:r-aeb' }, sendToken: { plain: 'bea-s' } },
};

describe('settings that are read', () => {
  it('begin with the defaults and the account of the own server', () => {
    const { settings, kept } = opened();
    expect(settings.read()).toEqual(defaultSettings);
    expect(settings.fallbacks).toEqual([]);
    expect(settings.accounts()).toMatchObject([{ id: 'own', mailbox: 'ann', server: null, cap: { unit: 'messages', limit: 1_000 } }]);
    expect(kept.content).toMatchObject({ version: 3, servers: [] });
  });

  it('of the first layout keep everything: the choices of the account go to the account', () => {
    const { settings, again, aside, kept } = opened(first);
    expect(settings.read()).toEqual({ ...defaultSettings, theme: 'dark', language: 'ja', panes: { folders: 300, list: 500 } });
    expect(settings.addresses()).toEqual(first.addresses);
    const own = {
      ...{ id: 'own', label: '', server: null, mailbox: 'bea', receiveToken: 'bea-r', sendToken: 'bea-s', sealed: true },
      ...{ cap: { unit: 'bytes', limit: 20_000_000 }, overwriteRead: true, afterReceipt: 'delete' },
    };
    expect(settings.accounts()).toEqual([own]);
    expect([settings.fallbacks, aside]).toEqual([[], []]);
    expect(kept.content).not.toHaveProperty('account');
    const { writes } = kept;
    expect(again().accounts()).toEqual([own]);
    expect(kept.writes, 'what is as it should be is not written again').toBe(writes);
  });

  it('of the first layout may have no account yet', () => {
    const { addresses } = first;
    const { settings } = opened({ addresses, settings: { theme: 'light', cap: { unit: 'messages', limit: 7 } } });
    expect(settings.accounts()).toMatchObject([{ id: 'own', mailbox: 'ann', receiveToken: undefined, cap: { limit: 7 } }]);
    expect(settings.read().theme).toBe('light');
  });

  it('fall back one by one, say which, and the file is kept aside', () => {
    const { settings: before, kept } = opened();
    before.addAccount({ ...work, cap: { unit: 'messages', limit: 5 } });
    const content = structuredClone(kept.content) as { settings: Record<string, unknown>; accounts: Record<string, unknown>[] };
    Object.assign(content.settings, { theme: 'neon', language: 'ja', panes: { folders: 1, list: 400 } });
    Object.assign(content.accounts[1] ?? {}, { cap: { unit: 'stones', limit: 5 }, overwriteRead: true });
    const { settings, aside } = opened(content);
    expect(settings.fallbacks).toEqual(['accounts.1.cap', 'settings.theme', 'settings.panes']);
    expect(settings.read()).toEqual({ ...defaultSettings, language: 'ja' });
    expect(settings.accounts()[1]).toMatchObject({ receiveToken: 'r-work', overwriteRead: true, cap: { limit: 1_000 } });
    expect(aside).toEqual([content]);
  });

  it('leave out an account without a server or a folder of its own, and one of an id that is taken', () => {
    const { settings: before, kept } = opened();
    before.addAccount(work);
    const content = structuredClone(kept.content) as { accounts: Record<string, unknown>[] };
    const [own = {}, other = {}] = content.accounts;
    content.accounts = [
      { ...other, id: '../server' },
      { ...other, server: 'mail.example.org' },
      { ...other, server: null },
      other,
      other,
      own,
    ];
    const { settings, aside } = opened(content);
    expect(settings.accounts().map(({ id }) => id)).toEqual(['own', other.id]);
    expect(settings.fallbacks).toEqual(['accounts.0', 'accounts.1', 'accounts.2', 'accounts.4']);
    expect(aside).toHaveLength(1);
  });

  it.each([[undefined], [null], ['text'], [[1]]])('that are no settings at all (%s) are the defaults, and told', (content) => {
    const { settings } = opened(content === undefined ? null : content);
    expect(settings.read()).toEqual(defaultSettings);
    expect(settings.fallbacks).toEqual(['settings.json']);
  });

  it('of a newer version are refused, and not touched', () => {
    const { store, aside, kept } = file({ version: 4, settings: {}, accounts: [] });
    expect(() => openSettings({ store, vault: vault(), ownMailbox: 'ann' })).toThrow(expect.objectContaining({ code: 'storage-newer' }));
    expect([kept.writes, aside]).toEqual([0, []]);
  });
});

describe('settings that are changed', () => {
  it('are valid or not changed', () => {
    const { settings } = opened();
    expect(settings.change({ theme: 'dark' })).toEqual({ ...defaultSettings, theme: 'dark' });
    expect(() => settings.change({ theme: 'neon' as 'dark' })).toThrow();
    expect(settings.read().theme).toBe('dark');
  });

  it('go back to the defaults without touching accounts', () => {
    const { settings, again } = opened(first);
    settings.addAccount(work);
    const accounts = settings.accounts();
    expect(settings.reset()).toEqual(defaultSettings);
    expect(again().read()).toEqual(defaultSettings);
    expect(again().accounts()).toEqual(accounts);
  });

  it('know an account until its removal begins, and its id until that ends', () => {
    const { settings, again } = opened();
    const { id } = settings.addAccount({ ...work, label: 'Work' });
    expect(settings.changeAccount(id, { label: 'Office', overwriteRead: true })).toMatchObject({ label: 'Office', overwriteRead: true });
    expect(again().accounts()[1]).toMatchObject({ id, label: 'Office', receiveToken: 'r-work', sendToken: 's-work' });
    settings.beginRemoval(id);
    expect([again().accounts().length, again().removing()]).toEqual([1, [id]]);
    expect(settings.changeAccount(id, { label: 'Back' })).toBeUndefined();
    settings.endRemoval(id);
    expect(again().removing()).toEqual([]);
  });

  it('never lose the account of the own server', () => {
    const { settings, again } = opened(first);
    settings.beginRemoval('own');
    settings.endRemoval('own');
    expect(again().accounts()).toMatchObject([{ id: 'own', receiveToken: 'bea-r' }]);
  });
});

describe('secrets', () => {
  it('are sealed where a key store protects, and plain where none does; and which, is said', () => {
    for (const protects of [true, false]) {
      const { settings, kept } = opened({}, protects);
      const account = settings.addAccount(work);
      expect(JSON.stringify(kept.content).includes('r-work')).toBe(!protects);
      expect(account).toMatchObject({ receiveToken: 'r-work', sealed: protects });
      const info = toAccountInfo(account, null);
      expect(info).toMatchObject({ sealed: protects, canSend: true });
      expect(JSON.stringify(info)).not.toContain('-work');
    }
  });

  it('that were sealed by a key store that does not protect do not count as sealed', () => {
    const { settings, again } = opened({}, true);
    settings.addAccount(work);
    expect(again(vault(false)).accounts()[1]).toMatchObject({ receiveToken: 'r-work', sealed: false });
  });

  it('that were plain are sealed once a key store protects', () => {
    const { settings, again, kept } = opened({}, false);
    settings.addAccount(work);
    expect(again(vault(true)).accounts()[1]).toMatchObject({ receiveToken: 'r-work', sealed: true });
    expect(JSON.stringify(kept.content)).not.toContain('r-work');
  });

  it('that cannot be unsealed any more are missing, and are kept until others come', () => {
    const { settings, again, kept } = opened();
    const { id } = settings.addAccount(work);
    const sealed = JSON.stringify(kept.content).replaceAll('sealed:', 'other:');
    kept.content = JSON.parse(sealed);
    expect(again().accounts()[1]).toMatchObject({ receiveToken: undefined, sendToken: undefined });
    again().changeAccount('own', { overwriteRead: true });
    expect(JSON.stringify(kept.content)).toContain('other:');
    again().changeAccount(id, { receiveToken: 'r-new' });
    expect(again().accounts()[1]).toMatchObject({ receiveToken: 'r-new', sendToken: undefined });
  });
});

describe('servers that are administered', () => {
  const plant = { server: 'https://plant.example.org', adminToken: 'a-plant', label: 'Plant' };

  it('are kept with their token sealed, renamed, given another token, and removed', () => {
    const { settings, kept, again } = opened();
    const added = settings.addServer(plant);
    expect(added).toEqual({ id: added.id, ...plant, sealed: true });
    expect(JSON.stringify(kept.content)).not.toContain('a-plant');
    expect(again().servers()).toEqual([added]);
    expect(settings.changeServer(added.id, { label: 'Works' })).toMatchObject({ label: 'Works', adminToken: 'a-plant' });
    expect(settings.changeServer(added.id, { adminToken: 'b' })).toMatchObject({ label: 'Works', adminToken: 'b' });
    expect(settings.changeServer('nobody', { label: 'x' })).toBeUndefined();
    settings.removeServer(added.id);
    expect(again().servers()).toEqual([]);
    expect(settings.accounts()).toHaveLength(1);
  });

  it('of the layout before are none, and everything else of it stays', () => {
    const { settings: before, kept } = opened();
    before.addAccount(work);
    const { servers: _, ...second } = { ...(kept.content as Record<string, unknown>), version: 2 } as Record<string, unknown>;
    const { settings, aside } = opened(second);
    expect(settings.servers()).toEqual([]);
    expect(settings.accounts()[1]).toMatchObject({ receiveToken: 'r-work' });
    expect([settings.fallbacks, aside]).toEqual([[], []]);
  });

  it('keep their address where their token is not to be had any more, and are left out without an address; both are told', () => {
    const { settings: before, kept } = opened();
    const { id } = before.addServer(plant);
    const content = structuredClone(kept.content) as { servers: Record<string, unknown>[] };
    const [one = {}] = content.servers;
    content.servers = [{ ...one, server: 'plant' }, one, { ...one, label: 'again' }];
    const { settings, aside, again } = opened(content);
    expect(settings.fallbacks).toEqual(['servers.0', 'servers.2']);
    expect(aside).toEqual([content]);
    expect(settings.servers()).toMatchObject([{ id, adminToken: 'a-plant' }]);
    const stranger: Vault = {
      ...vault(),
      unseal: () => {
        throw new Error('another key');
      },
    };
    expect(again(stranger).servers()).toMatchObject([{ id, label: 'Plant', adminToken: undefined }]);
  });

  it('keep a token plain where there is no key store, until there is one', () => {
    const { settings, again } = opened({}, false);
    settings.addServer(plant);
    expect(settings.servers()).toMatchObject([{ adminToken: 'a-plant', sealed: false }]);
    expect(again(vault()).servers()).toMatchObject([{ adminToken: 'a-plant', sealed: true }]);
  });
});

describe('what was chosen for the own server', () => {
  const network = { on: true, host: '*', http: 7427, smtp: null, cert: '/c.pem', key: '/k.pem' } as const;

  it('is nothing in an older file, and outlives a restart', () => {
    const { settings, again } = opened(first);
    expect(settings.server()).toEqual(defaultBundled);
    expect(settings.backups()).toEqual({ last: null, begun: null });
    settings.keepServer({ ...defaultBundled, httpPort: 8000, smtp: false, network });
    settings.keepBackups({ last: { at: 1, path: '/b', bytes: 2, messages: 3 }, begun: '/b.part' });
    const later = again();
    expect(later.fallbacks).toEqual([]);
    expect(later.server()).toEqual({ ...defaultBundled, httpPort: 8000, smtp: false, network });
    expect(later.backups()).toEqual({ last: { at: 1, path: '/b', bytes: 2, messages: 3 }, begun: '/b.part' });
    expect(later.addresses()).toEqual(first.addresses);
  });

  it('falls back one by one where it is nonsense, and network access is never half of what it was', () => {
    const server = { httpPort: 70_000, smtpPort: 25, smtp: 'yes', network: { ...network, cert: '' }, level: 'loud' };
    const { settings, aside } = opened({ version: 2, server, backups: { last: 'yesterday', begun: 7 } });
    expect(settings.fallbacks).toEqual([
      ...['server.httpPort', 'server.smtp', 'server.network', 'server.level'],
      ...['backups.last', 'backups.begun'],
    ]);
    expect(settings.server()).toEqual({ ...defaultBundled, smtpPort: 25 });
    expect(settings.backups()).toEqual({ last: null, begun: null });
    expect(aside).toHaveLength(1);
  });
});
