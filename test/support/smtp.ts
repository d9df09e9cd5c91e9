import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { onTestFinished } from 'vitest';

/** An SMTP connection on which every line is the test's own. */
export interface SmtpWire {
  socket: Socket;
  greeting: string;
  /** Sends lines at once and reads as many replies; a reply of several lines is one. Nothing to send: only reads one. */
  say(...lines: string[]): Promise<string[]>;
  /** Sends one line and reads its reply. */
  tell(line: string): Promise<string>;
  /** STARTTLS, then TLS. */
  secure(ca: Buffer, options?: ConnectionOptions): Promise<void>;
  /** Resolves when the other side has ended the connection, with what came and was not read. */
  readonly closed: Promise<string>;
}

/** Replies that are whole: their last line has a blank behind the code (RFC 5321 §4.2.1). */
const reply = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/;

/** Connects and reads the greeting. */
export const openSmtp = async ({ host, port }: { host: string; port: number }): Promise<SmtpWire> => {
  let text = '';
  let over = false;
  let wake = (): void => {};
  let end = (_rest: string): void => {};
  const closed = new Promise<string>((resolve) => {
    end = resolve;
  });
  const listenTo = (socket: Socket): Socket =>
    socket
      .on('data', (data) => {
        text += data.toString('utf8');
        wake();
      })
      .on('error', () => {})
      .on('close', () => {
        over = true;
        wake();
        end(text);
      });
  const read = (count: number): Promise<string[]> =>
    new Promise((resolve, reject) => {
      const replies: string[] = [];
      wake = () => {
        for (let found = reply.exec(text); found && replies.length < count; found = reply.exec(text)) {
          replies.push(found[0].trimEnd());
          text = text.slice(found[0].length);
        }
        if (replies.length === count) resolve(replies);
        else if (over) reject(new Error(`the connection ended after ${JSON.stringify(replies)}`));
      };
      wake();
    });
  const wire: SmtpWire = {
    socket: listenTo(connect(port, host)),
    greeting: '',
    closed,
    say(...lines) {
      if (lines.length > 0) wire.socket.write(`${lines.join('\r\n')}\r\n`);
      return read(Math.max(1, lines.length));
    },
    async tell(line) {
      const [answer = ''] = await wire.say(line);
      return answer;
    },
    async secure(ca, options) {
      const answer = await wire.tell('STARTTLS');
      if (!answer.startsWith('220 ')) throw new Error(answer);
      const plain = wire.socket.removeAllListeners('data').removeAllListeners('close');
      const socket = connectTls({ socket: plain, ca: [ca], servername: 'localhost', ...options });
      wire.socket = listenTo(socket);
      await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    },
  };
  onTestFinished(() => void wire.socket.destroy());
  [wire.greeting = ''] = await wire.say();
  return wire;
};

/** The initial response of AUTH PLAIN. */
export const plain = (secret: string, user = 'ann'): string => `AUTH PLAIN ${Buffer.from(`\0${user}\0${secret}`).toString('base64')}`;

/** One mail over an open connection; the replies to MAIL, to each RCPT, to DATA and to its end. */
export const mailBy = async (wire: SmtpWire, to: readonly string[], body = 'Subject: hello\r\n\r\nhello\r\n'): Promise<string[]> => {
  const replies = await wire.say('MAIL FROM:<sender@test.example>', ...to.map((path) => `RCPT TO:<${path}>`), 'DATA');
  return replies.at(-1)?.startsWith('354') ? [...replies, await wire.tell(`${body}.`)] : replies;
};
