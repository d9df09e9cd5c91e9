import { expect, test } from 'vitest';
import { autostartEntry } from '#restante/main/links/autostart';

test('the entry names the program as the specification wants it, whatever its path is', () => {
  expect(autostartEntry(['/opt/Restante/restante'])).toContain('\nExec="/opt/Restante/restante" --hidden\n');
  expect(autostartEntry(['/home/a b/$x"`\\50%', '/src'])).toContain('\nExec="/home/a b/\\\\$x\\\\"\\\\`\\\\\\\\50%%" "/src" --hidden\n');
  expect(() => autostartEntry(['/tmp/a\nExec=evil'])).toThrow(TypeError);
});
