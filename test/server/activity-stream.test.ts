import { createParser } from 'eventsource-parser';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { startInside } from '../support/inside.ts';
import { call } from '../support/server.ts';

test('whoever begins far behind is sent all of it, however much a page has', async () => {
  const server = await startInside(temporaryFolder(), { now: Date.UTC(2026, 0, 1) });
  await server.addMailbox('ann');
  const subject = 'x'.repeat(900);
  const count = 120;
  for (let at = 0; at < count; at += 1) await server.admin(`/v1/mailboxes/ann/messages?subject=${subject}`, 'POST', 'x');
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const response = await call(server, server.adminToken, '/v1/activity/stream?after=0&kind=accepted', { signal: abort.signal });
  const ids: (string | undefined)[] = [];
  const parser = createParser({ onEvent: ({ id }) => ids.push(id) });
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    parser.feed(decoder.decode(bytes, { stream: true }));
    if (ids.length === count) break;
  }
  expect(ids).toHaveLength(count);
});
