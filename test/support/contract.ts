import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { expect } from 'vitest';

// A CommonJS module, whose default Node and TypeScript see differently.
const addFormats = addFormatsModule as unknown as typeof addFormatsModule.default;

interface Answer {
  readonly headers?: Record<string, { $ref?: string; required?: boolean }>;
  readonly content?: Record<string, { schema?: unknown }>;
}
interface Described {
  readonly operationId: string;
  readonly security: readonly Record<string, string[]>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: unknown;
  readonly responses: Record<string, Answer & { $ref?: string }>;
}
export interface Description {
  readonly paths: Record<string, Record<string, Described>>;
  readonly components: {
    readonly responses: Record<string, Answer>;
    readonly headers: Record<string, { required?: boolean }>;
  };
}

/** An operation as the description has it. */
export interface Route {
  readonly operation: string;
  readonly method: string;
  /** As `/v1/mailboxes/{mailbox}`. */
  readonly path: string;
  readonly described: Described;
}

/** An answer that was found to be as it is described. */
export interface Judged {
  readonly operation: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  /** Of a JSON body. */
  readonly json: unknown;
  /** Of a problem. */
  readonly code: string | undefined;
}

export interface Judge {
  readonly routes: readonly Route[];
  /**
   * Fails unless the answer is one that the description has for this request: status, media type, headers, body and,
   * of a problem, its code. The body of an event stream is left alone.
   */
  judge(method: string, target: string, response: Response): Promise<Judged>;
  /** What was judged so far: the statuses below 400 and the codes, by operation. */
  readonly seen: ReadonlyMap<string, ReadonlySet<string>>;
  /** Codes that the description has for an operation. */
  codesOf(route: Route): string[];
}

const pointerTo = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

export const createJudge = (description: Description): Judge => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(description as object, 'openapi', false, false);
  const validators = new Map<string, ReturnType<typeof ajv.compile>>();
  const validate = (pointer: string, value: unknown): string => {
    const validator = validators.get(pointer) ?? ajv.compile({ $ref: `openapi#${pointer}` });
    validators.set(pointer, validator);
    return validator(value) ? '' : ajv.errorsText(validator.errors);
  };
  const routes = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, described]): Route => ({
        operation: described.operationId.replace(/(GET|POST)$/, ''),
        method: method.toUpperCase(),
        path,
        described,
      }),
    ),
  );
  const seen = new Map<string, Set<string>>();
  const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
  const routesAt = (target: string): Route[] => {
    const path = target.replace(/[?&].*/s, '');
    // A path without a parameter goes before one with.
    const parameters = (route: Route): number => (route.path.match(/\{/g) ?? []).length;
    return routes.filter((route) => patternOf(route.path).test(path)).toSorted((a, b) => parameters(a) - parameters(b));
  };
  const resolve = (route: Route, status: number): [string, Answer] => {
    const response = route.described.responses[status];
    if (!response) throw new Error(`${route.method} ${route.path}: ${status} is not described`);
    const name = response.$ref?.split('/').at(-1);
    if (name === undefined) return [`/paths/${pointerTo(route.path)}/${route.method.toLowerCase()}/responses/${status}`, response];
    return [`/components/responses/${pointerTo(name)}`, description.components.responses[name] ?? {}];
  };

  return {
    routes,
    seen,
    codesOf: (route) =>
      Object.keys(route.described.responses).flatMap((status) => {
        const content = resolve(route, Number(status))[1].content?.['application/problem+json'];
        const schema = content?.schema as { allOf: { properties?: { code: { enum: string[] } } }[] } | undefined;
        return schema?.allOf.flatMap(({ properties }) => properties?.code.enum ?? []) ?? [];
      }),
    async judge(method, target, response) {
      const { status, headers } = response;
      const at = routesAt(target);
      // What an address does not take is described with what it takes.
      const route = at.find((r) => r.method === method) ?? (status === 405 ? at[0] : undefined);
      const where = `${method} ${target.slice(0, 200)} → ${status}`;
      if (!route) {
        const text = await response.text();
        const document = JSON.parse(text) as { code: string };
        expect([status, document.code], where).toEqual([404, 'route-unknown']);
        return { operation: 'none', status, headers, body: Buffer.from(text), json: document, code: document.code };
      }
      const [pointer, described] = resolve(route, status);
      for (const [name, header] of Object.entries(described.headers ?? {})) {
        const { required } =
          header.$ref === undefined ? header : (description.components.headers[header.$ref.split('/').at(-1) ?? ''] ?? {});
        if (required) expect(headers.get(name), `${where}: ${name}`).not.toBeNull();
      }
      const mediaType = headers.get('Content-Type')?.split(';')[0] ?? '';
      const content = described.content ?? {};
      const documented = Object.hasOwn(content, mediaType) ? mediaType : '*/*';
      let body = Buffer.alloc(0);
      let json: unknown;
      let code: string | undefined;
      if (Object.keys(content).length > 0) expect(Object.keys(content), `${where}: ${mediaType}`).toContain(documented);
      if (mediaType !== 'text/event-stream') body = Buffer.from(await response.arrayBuffer());
      if (Object.keys(content).length === 0) expect(body.length, where).toBe(0);
      if (documented.endsWith('json')) {
        json = JSON.parse(body.toString());
        const wrong = validate(`${pointer}/content/${pointerTo(documented)}/schema`, json);
        expect(wrong, `${where}: ${body.toString().slice(0, 500)}`).toBe('');
        if (documented === 'application/problem+json') code = (json as { code: string }).code;
      }
      for (const { operation } of status === 405 ? at : [route])
        seen.set(operation, (seen.get(operation) ?? new Set()).add(code ?? String(status)));
      return { operation: route.operation, status, headers, body, json, code };
    },
  };
};
