import { expect, test } from 'vitest';
import { isOpenToRead } from '#restante/protocol/address';

test('plain HTTP to another machine can be read on the way, whatever its name begins with', () => {
  for (const server of ['http://localhost.example.com', 'http://127.example.com:7425', 'http://127.0.0.1.example.com', 'http://192.0.2.1'])
    expect(isOpenToRead(server), server).toBe(true);
  for (const server of ['http://localhost:7425', 'http://127.0.0.1', 'http://127.1.2.3:80', 'http://[::1]:7425', 'https://example.com'])
    expect(isOpenToRead(server), server).toBe(false);
});
