import { z } from 'zod';
import * as api from './api.ts';
import { type ProblemCode, statusOf } from './errors.ts';
import { quotaSchema } from './mailbox.ts';
import { type Answer, type Operation, problemsOf } from './operations.ts';
import { retentionSchema } from './retention.ts';
import { statisticsSchema } from './statistics.ts';
import { receiptSchema } from './submission.ts';

type Json = Record<string, unknown>;

/** Schemas that stand in the description once, under these names. Those of requests and answers alike read the same in both. */
const shared: Readonly<Record<string, z.ZodType>> = {
  Activity: api.activityPageSchema,
  Defaults: api.defaultsSchema,
  Devices: api.devicesSchema,
  Health: api.healthSchema,
  Ledger: api.ledgerSchema,
  Mailbox: api.mailboxSchema,
  Message: api.messageSchema,
  MessageDetail: api.messageDetailSchema,
  Notify: api.notifySchema,
  Page: api.pageSchema,
  Preview: api.previewSchema,
  Quota: quotaSchema,
  Receipt: receiptSchema,
  Retention: retentionSchema,
  Statistics: statisticsSchema,
  Status: api.statusSchema,
  Tombstones: api.tombstonesSchema,
};

const schemaRef = (name: string): string => `#/components/schemas/${name}`;

const override = ({ jsonSchema }: { jsonSchema: Json }): void => {
  // The format says it; the pattern behind it is long and no better.
  if (jsonSchema.format === 'date-time' || jsonSchema.format === 'uuid') delete jsonSchema.pattern;
};

/** Schemas as JSON Schema 2020-12, in which the shared ones are references; all at once, which is far cheaper than one by one. */
const convert = (schemas: Iterable<z.ZodType>, io: 'input' | 'output'): Map<z.ZodType, Json> => {
  const registry = z.registry<{ id: string }>();
  const ids = new Map<z.ZodType, string>(Object.entries(shared).map(([name, schema]) => [schema, name]));
  for (const schema of schemas) if (!ids.has(schema)) ids.set(schema, `${ids.size}`);
  for (const [schema, id] of ids) registry.add(schema, { id });
  const all = z.toJSONSchema(registry, { uri: schemaRef, io, override }).schemas;
  return new Map(
    [...ids].map(([schema, id]) => {
      const { $schema: _dialect, $id: _id, ...json } = all[id] as Json;
      return [schema, json];
    }),
  );
};

/** What describes the schemas of these operations: the shared ones whole, under their names, and any of them as it is used. */
const createSchemas = (operations: readonly Operation[]) => {
  const sent = operations.flatMap(({ body, query }) => [body, query]);
  const given = operations.flatMap(({ answers }) => Object.values(answers).map(({ body }) => body));
  const present = (schemas: readonly (z.ZodType | undefined)[]) => schemas.filter((schema) => schema !== undefined);
  const converted = { input: convert(present(sent), 'input'), output: convert(present(given), 'output') };
  const names = new Map(Object.entries(shared).map(([name, schema]) => [schema, name]));
  return {
    components: Object.fromEntries([...names].map(([schema, name]) => [name, converted.output.get(schema) ?? {}])),
    schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
      const name = names.get(schema);
      return name === undefined ? (converted[io].get(schema) ?? {}) : { $ref: schemaRef(name) };
    },
  };
};

const problemSchema = {
  type: 'object',
  description: 'RFC 9457; `code` is stable.',
  properties: {
    type: { const: 'about:blank' },
    status: { type: 'integer' },
    title: { type: 'string' },
    code: { type: 'string' },
    detail: { type: 'string' },
    instance: { type: 'string', format: 'uri-reference' },
  },
  required: ['type', 'status', 'title', 'code', 'detail', 'instance'],
  additionalProperties: false,
};

const header = (description: string, required: boolean): Json => ({ description, required, schema: { type: 'string' } });

/** Headers of every answer. */
const everywhere = {
  'X-Request-Id': header("The request's id, as in the server's log.", true),
  'Cache-Control': header('no-store', true),
  'X-Content-Type-Options': header('nosniff', true),
};
const everyHeader = Object.fromEntries(Object.keys(everywhere).map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** Headers that come with a problem of this status. */
const problemHeaders: Readonly<Record<number, Json>> = {
  401: { 'WWW-Authenticate': header('Bearer', true) },
  405: { Allow: header('The methods that are answered here.', true) },
  416: { 'Content-Range': header('How long the message is.', true) },
  429: { 'Retry-After': header('Seconds to wait.', false) },
};

const problemContent = (codes: readonly ProblemCode[], status: number): Json => ({
  'application/problem+json': {
    schema: { allOf: [{ $ref: schemaRef('Problem') }, { properties: { status: { const: status }, code: { enum: codes } } }] },
  },
});

const headersOf = ({ headers = {}, sometimes = {} }: Answer): Json => ({
  ...everyHeader,
  ...Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, header(text, true)])),
  ...Object.fromEntries(Object.entries(sometimes).map(([name, text]) => [name, header(text, false)])),
});

/** Query parameters of an object schema; what they are turned into is the server's affair. */
const queryOf = (query: z.ZodType | undefined, schemaOf: (schema: z.ZodType, io: 'input') => Json): Json[] => {
  if (!query) return [];
  const { properties = {}, required = [] } = schemaOf(query, 'input') as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }));
};

/**
 * The OpenAPI 3.1 description of operations: what the server validates requests by, and what its tests validate its
 * answers by.
 */
export const describe = (operations: Readonly<Record<string, Operation>>): Json & { openapi: string } => {
  const { components, schemaOf } = createSchemas(Object.values(operations));
  const responses: Record<string, Json> = {};

  /** Problems of one status are one response, shared by all operations that have the same. */
  const problemRef = (codes: readonly ProblemCode[], status: number): Json => {
    const name = codes.join('.');
    responses[name] ??= {
      description: codes.join(', '),
      headers: { ...everyHeader, ...problemHeaders[status] },
      content: problemContent(codes, status),
    };
    return { $ref: `#/components/responses/${name}` };
  };

  const answerOf = (answer: Answer): Json => ({
    description: answer.description,
    headers: headersOf(answer),
    ...(answer.body && { content: { 'application/json': { schema: schemaOf(answer.body, 'output') } } }),
    ...(answer.type !== undefined && { content: { [answer.type]: answer.type.startsWith('text/') ? { schema: { type: 'string' } } : {} } }),
  });

  const responsesOf = (operation: Operation): Json => {
    const byStatus = new Map<number, ProblemCode[]>();
    for (const code of problemsOf(operation).toSorted()) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
    const all: Record<number, Json> = Object.fromEntries(
      Object.entries(operation.answers).map(([status, answer]): [string, Json] => [status, answerOf(answer)]),
    );
    for (const [status, codes] of byStatus) {
      const answer = all[status];
      // One status, told apart by the media type.
      if (answer) answer.content = { ...(answer.content as Json), ...problemContent(codes, status) };
      else all[status] = problemRef(codes, status);
    }
    return all as Json;
  };

  const parametersOf = ({ path, query, parameters = {}, headers = {} }: Operation): Json[] => [
    ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...queryOf(query, schemaOf),
    ...Object.entries(parameters).map(([name, description]) => ({ name, in: 'query', description, schema: { type: 'string' } })),
    ...Object.entries(headers).map(([name, description]) => ({ name, in: 'header', description, schema: { type: 'string' } })),
  ];

  const bodyOf = ({ body, takesMessage }: Operation): Json => {
    if (body) return { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } };
    return takesMessage ? { requestBody: { description: 'The message, byte for byte.', content: { '*/*': {} } } } : {};
  };

  const paths: Record<string, Json> = {};
  for (const [name, operation] of Object.entries(operations)) {
    const { access, methods, summary } = operation;
    const path = operation.path.replace(/:(\w+)/g, '{$1}');
    for (const [place, method] of methods.entries())
      paths[path] = {
        ...paths[path],
        [method.toLowerCase()]: {
          operationId: place === 0 ? name : `${name}${method}`,
          summary,
          security: access === 'anyone' ? [] : [...access, 'admin'].map((scope) => ({ bearer: [scope] })),
          ...(parametersOf(operation).length > 0 && { parameters: parametersOf(operation) }),
          ...bodyOf(operation),
          responses: responsesOf(operation),
        },
      };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Restante',
      version: '1',
      description: 'A delivery server that holds each message until its device says what to do with it.',
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    paths,
    components: {
      schemas: { ...components, Problem: problemSchema },
      responses,
      headers: everywhere,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'A token with one of the scopes named.' } },
    },
  };
};
