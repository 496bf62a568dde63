import { describe, expect, test } from 'vitest';
import { parseAnswer } from '../../server/tasks/confirmation.ts';

describe('parseAnswer', () => {
  test.each([
    'yes',
    'Yes!',
    'YES',
    'y',
    'yeah',
    'yep',
    'sure',
    'Sure thing.',
    'ok',
    'okay',
    'do it',
    'Please do it',
    'yes please do',
    'go ahead',
    'confirm',
    'confirmed',
    'yes please',
    'yes, delete it',
    'yes, please delete them.',
    'delete it',
    'ok, go ahead, thanks',
    'of course',
    'absolutely',
    "I'm sure",
    'yes, I am sure',
    'yes 👍',
    '👍🏽',
    'yes👍',
    'do it now please',
    'Proceed.',
    'yes yes yes',
    'that’s right',
  ])('takes %j for a yes', (text) => {
    expect(parseAnswer(text)).toBe('yes');
  });

  test.each([
    'no',
    'No.',
    'n',
    'nope',
    'no thanks',
    'No, thank you!',
    'cancel',
    'cancel it please',
    'keep it',
    'keep them',
    "don't",
    'don’t do it',
    'do not delete it',
    "no, don't delete it",
    'never mind',
    'nevermind',
    'stop',
    'leave it',
    'not now',
    'no no no',
    'I changed my mind',
    '👎',
    "no don't, keep it",
  ])('takes %j for a no', (text) => {
    expect(parseAnswer(text)).toBe('no');
  });

  test.each([
    '',
    ' ',
    '?',
    'thanks',
    'please',
    'maybe',
    'yes and no',
    'no, delete it',
    'sure, but keep it',
    'yes, and add milk',
    'delete 5',
    'delete everything',
    'no problem, go ahead',
    'not sure',
    'are you sure?',
    'yes?no',
    'what does it delete',
    'show my tasks',
    'yes or no',
    'i said yes to something else',
    `yes ${'please '.repeat(40)}`,
    'keep 5',
    'cancel task 2',
  ])('takes %j for something else', (text) => {
    expect(parseAnswer(text)).toBeUndefined();
  });
});
