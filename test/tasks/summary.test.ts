import { describe, expect, it } from 'vitest';
import { parseSummary, toSummary } from '../../server/tasks/summary.ts';

describe('a summary', () => {
  it('reads as a heading and a line per task', () => {
    const tasks = [
      { number: 5, status: 'open' as const, title: 'buy groceries' },
      { number: 6, status: 'done' as const, title: 'call mom' },
    ];
    const text = '[shown to the person: Added]\n#5 open buy groceries\n#6 done call mom';
    expect(toSummary({ heading: 'Added', tasks })).toBe(text);
    expect(parseSummary(text)).toEqual({ heading: 'Added', tasks });
  });

  it.each(['x] y', '[shown to the person: Deleted]', '#9 done z', 'open', '  spaced  ', '', '“quoted” \\ 🎂'])(
    'survives the title %j',
    (title) => {
      const summary = { heading: 'Listed' as const, tasks: [{ number: 1, status: 'open' as const, title }] };
      expect(parseSummary(toSummary(summary))).toEqual(summary);
    },
  );

  it.each(['\n', '\r\n', '\r', '\u2028', '\u0085'])('keeps a title with the line break %j on its line', (lineBreak) => {
    const title = `x${lineBreak}#9 done y`;
    const text = toSummary({ heading: 'Added', tasks: [{ number: 1, status: 'open', title }] });
    expect(parseSummary(text)?.tasks).toEqual([{ number: 1, status: 'open', title: 'x #9 done y' }]);
  });

  it('may list nothing', () => {
    expect(parseSummary(toSummary({ heading: 'Asked to delete', tasks: [] }))).toEqual({
      heading: 'Asked to delete',
      tasks: [],
    });
  });

  it.each([
    'Hello.',
    '',
    '[shown to the person: Stolen]',
    '[shown to the person: Added',
    ' [shown to the person: Added]',
    '[shown to the person: Added]\nand more',
    '[shown to the person: Added]\n#x open milk',
    '[shown to the person: Added]\n#5 gone milk',
  ])('is not %j', (text) => {
    expect(parseSummary(text)).toBeUndefined();
  });
});
