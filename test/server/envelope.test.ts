import { expect, it } from 'vitest';
import { addMailbox, call, openServer } from '../support/server.ts';
import { openSmtp } from '../support/smtp.ts';

it('whom else a mail was sent to is not in the envelope that a recipient sees', async () => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  await addMailbox(server, 'boss');
  const { tell } = await openSmtp(server.smtp);
  for (const line of ['EHLO x', 'MAIL FROM:<x@y>', 'RCPT TO:<ann@h>', 'RCPT TO:<ann+news@h>', 'RCPT TO:<boss@h>', 'DATA']) await tell(line);
  const [, uid] = /2\.6\.0 (\S+)/.exec(await tell('Subject: s\r\n\r\nhello\r\n.')) ?? [];
  const message = await (await call(server, ann.receiveToken, `/v1/messages/${uid}`)).json();
  expect(message).toMatchObject({ mailbox: 'ann', envelope: { from: 'x@y', to: ['ann@h', 'ann+news@h'] } });
  expect(JSON.stringify(message)).not.toContain('boss');
});
