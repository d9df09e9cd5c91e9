import { describe, expect, test } from 'vitest';
import { bundleOf, type Facts, placeOf } from '#restante/main/diagnostics/bundle';
import { defaultSettings } from '#restante/protocol/settings';

const token = 'Abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE';
const none = { count: 0, bytes: 0 };

const facts: Facts = {
  made: new Date('2026-11-23T10:00:00Z'),
  app: { version: '0.1.0', packaged: true },
  system: { platform: 'linux' },
  settings: {
    ...defaultSettings,
    trusted: ['boss@planted.example'],
    searches: [{ name: 'Planted search', words: 'planted words', filter: {} }],
  },
  fallbacks: [],
  accounts: [
    {
      id: 'own',
      label: 'Planted label',
      server: 'http://127.0.0.1:7425',
      mailbox: 'planted-mailbox',
      own: true,
      canSend: true,
      sealed: false,
      cap: { unit: 'messages', limit: 1_000 },
      overwriteRead: false,
      afterReceipt: 'move',
    },
    {
      id: '01900000-0000-7000-8000-00000000000a',
      label: '',
      server: 'https://mail.planted.example',
      mailbox: 'other',
      own: false,
      canSend: false,
      sealed: true,
      cap: { unit: 'bytes', limit: 1_000_000 },
      overwriteRead: true,
      afterReceipt: 'delete',
    },
  ],
  statuses: new Map([
    [
      'own',
      {
        connection: { kind: 'failing', code: 'storage-failed', message: 'Planted message of a server', retryAt: 7 },
        waiting: none,
        tally: { unread: none, protected: none, read: none, deleted: none },
        unread: 0,
        room: 0,
        next: null,
      },
    ],
  ]),
  serverRuns: true,
  files: [{ name: 'inbox/inbox.db', bytes: 4_096 }],
  processes: [{ name: 'Browser', memory: 1 }],
  logs: {
    main: [
      JSON.stringify({ level: 'info', msg: `token ${token} of planted-mailbox at mail.planted.example` }),
      JSON.stringify({ msg: 'in /home/planted-user/.config, to boss@planted.example' }),
    ],
    engine: ['a line of no JSON'],
    server: [],
  },
  names: ['planted-user', '/home/planted-user'],
};

describe('the diagnostic bundle', () => {
  const text = bundleOf(facts);

  test('holds no secret, no name and nothing that anybody wrote', () => {
    expect(text.toLowerCase()).not.toContain('planted');
    expect(text).not.toContain(token);
    expect(text).not.toContain('7425/');
  });

  test('says what it is, and how everything stands', () => {
    const bundle = JSON.parse(text) as Record<string, unknown>;
    expect(bundle).toMatchObject({
      about: expect.stringContaining('no message'),
      made: '2026-11-23T10:00:00.000Z',
      settings: { keepRunning: true, trustedSenders: 1, savedSearches: 1 },
      accounts: [
        {
          id: 'own',
          server: 'http://…:7425, this computer, by number',
          status: { connection: { kind: 'failing', code: 'storage-failed' } },
        },
        { server: 'https://…, elsewhere, by name', cap: { unit: 'bytes', limit: 1_000_000 } },
      ],
      files: [{ name: 'inbox/inbox.db', bytes: 4_096 }],
      logs: { main: [{ level: 'info' }, {}], engine: ['a line of no JSON'] },
    });
    expect(bundle.settings).not.toHaveProperty('trusted');
  });

  test.each([
    [null, 'not known yet'],
    ['http://localhost:80', 'http://…, this computer, by name'],
    ['http://[::1]:7425', 'http://…:7425, this computer, by number'],
    ['http://192.168.1.7:7425', 'http://…:7425, a private network, by number'],
    ['https://nas.local', 'https://…, a private network, by name'],
    ['https://acme.example', 'https://…, elsewhere, by name'],
  ])('%s is told as: %s', (server, told) => {
    expect(placeOf(server)).toBe(told);
  });
});
