import { createParser } from 'eventsource-parser';
import { onTestFinished } from 'vitest';
import { type AnyAdminRequest, adminTarget } from '#restante/protocol/admin';
import { type Operation, operations } from '#restante/protocol/operations';
import type { ServerPort } from '../../renderer/server-port.ts';
import { createSignal } from '../../renderer/state/signal.ts';

/*
 * The way to a server as a browser would have it (ADR 49): each operation is a fetch of the same request that the app sends, and
 * what changed is told by the server's own stream. Ended with the test.
 */
export const fetchPort = ({ http, adminToken }: { http: string; adminToken: string }): Pick<ServerPort, 'ask' | 'changed'> => {
  const changed = createSignal(0);
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort());
  const send = (target: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${http}${target}`, { ...init, signal: stopping.signal, headers: { Authorization: `Bearer ${adminToken}` } });

  const ask = async (name: keyof typeof operations & string, request: AnyAdminRequest = {}): Promise<unknown> => {
    const { methods, answers }: Operation = operations[name];
    const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) };
    try {
      const response = await send(adminTarget(name as never, request), { method: methods[0] ?? 'GET', ...body });
      if (!response.ok) {
        const { code, detail, title } = (await response.json()) as { code: string; detail?: string; title: string };
        return { ok: false, problem: { code, message: detail ?? title } };
      }
      const schema = answers[response.status]?.body;
      return { ok: true, value: schema ? schema.parse(await response.json()) : null };
    } catch (error) {
      return { ok: false, problem: { code: 'server-unreachable', message: String(error) } };
    }
  };
  const watch = async (): Promise<void> => {
    const { body } = await send('/v1/changes');
    changed.raise();
    const parser = createParser({ onEvent: changed.raise });
    const decoder = new TextDecoder();
    for await (const part of body ?? []) parser.feed(decoder.decode(part, { stream: true }));
  };
  void watch().catch(() => {});
  return { ask: ask as ServerPort['ask'], changed };
};
