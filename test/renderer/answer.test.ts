import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createAsking } from '../../renderer/state/answer.ts';

/** Questions that the test answers when it likes. */
const asked = () => {
  const questions: ((answer: string) => void)[] = [];
  const answers: string[] = [];
  const asking = createAsking(
    () => new Promise<string>((resolve) => questions.push(resolve)),
    (answer) => answers.push(answer),
  );
  const reply = async (answer: string): Promise<void> => {
    questions.shift()?.(answer);
    await setImmediate();
  };
  return { asking, questions, answers, reply };
};

test('one question is under way at a time; changes meanwhile are asked for once more behind it', async () => {
  const { asking, questions, answers, reply } = asked();
  for (let n = 0; n < 5; n += 1) asking.again();
  expect(questions).toHaveLength(1);
  await reply('before');
  expect(questions).toHaveLength(1);
  await reply('after');
  expect(answers).toEqual(['before', 'after']);
  expect(questions).toHaveLength(0);
  asking.again();
  await reply('later');
  expect(answers.at(-1)).toBe('later');
});

test('what is answered after the end is not told', async () => {
  const { asking, questions, answers, reply } = asked();
  asking.again();
  asking.again();
  asking.end();
  await reply('too late');
  expect(answers).toEqual([]);
  expect(questions).toHaveLength(0);
});
