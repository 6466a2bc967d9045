import { oneAnswer } from './one-answer';

test('those who ask in one turn share an answer, and whoever asks later gets one that is not older than the question', async () => {
  let questions = 0;
  let answer: (value: string) => void = () => undefined;
  const ask = oneAnswer(() => {
    questions += 1;
    return new Promise<string>((resolve) => (answer = resolve));
  });

  const first = [ask(), ask(), ask()];
  await new Promise((resolve) => setImmediate(resolve));
  expect(questions).toBe(1);
  const answerFirst = answer;
  const later = ask();
  await new Promise((resolve) => setImmediate(resolve));
  expect(questions).toBe(2);
  answerFirst('first');
  answer('later');

  expect(await Promise.all([...first, later])).toEqual(['first', 'first', 'first', 'later']);
});

test('an error is that of everybody who has asked, and the next question is asked anew', async () => {
  let questions = 0;
  const ask = oneAnswer(() => {
    questions += 1;
    return questions === 1 ? Promise.reject(new Error('away')) : Promise.resolve('back');
  });

  const asked = await Promise.allSettled([ask(), ask()]);

  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await ask()).toBe('back');
});
