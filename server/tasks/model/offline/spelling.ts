import { words } from './phrases.ts';

// English words that lie within a slip of a command, and are none.
const REAL_WORDS = words(
  `added adder deleted deletes deleting removed removes remover removing remote renamed renames renaming completed
  completes completing completely compete competes finished finishes finnish finisher created creates creating
  creator updated updates changed changes changing charge chance listed lists least lost last lift showed shows
  shown slow snow shop shot shoe sow marked marks market marker remake remade remain remains reminded reminder
  rewind opened opener clean clears cleared crate cremate cream deplete depleted delegate relate displays displayed
  unclear select selected cheek chick rent rest edits edited exit emit`,
);

/**
 * Whether a word is a slip of the finger for another: swapped neighbours always, a wrong, missing or doubled letter
 * only in words long enough that nothing else is meant. The first letter has to be right, save for a swap.
 */
export function isMisspelt(word: string, target: string): boolean {
  if (word === target || word.length < 3 || Math.abs(word.length - target.length) > 2) return false;
  if (REAL_WORDS.has(word)) return false;
  if (isSwap(word, target)) return true;
  if (word[0] !== target[0]) return false;
  if (target.length < 4) return false;
  if (target.length < 6) return isDoubled(word, target);
  return distance(word, target) <= (target.length < 8 ? 1 : 2);
}

function isSwap(word: string, target: string): boolean {
  if (word.length !== target.length || word.length < 4) return false;
  let at = 0;
  while (word[at] === target[at]) at += 1;
  return word[at] === target[at + 1] && word[at + 1] === target[at] && word.slice(at + 2) === target.slice(at + 2);
}

function isDoubled(word: string, target: string): boolean {
  if (word.length !== target.length + 1) return false;
  let at = 0;
  while (at < target.length && word[at] === target[at]) at += 1;
  return word[at] === word[at - 1] && word.slice(at + 1) === target.slice(at);
}

// Optimal string alignment; both words are short (see the length check above).
function distance(word: string, target: string): number {
  const rows: number[][] = [Array.from({ length: target.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= word.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= target.length; j += 1) {
      const same = word[i - 1] === target[j - 1] ? 0 : 1;
      let best = Math.min(cell(rows, i - 1, j) + 1, (row[j - 1] ?? 0) + 1, cell(rows, i - 1, j - 1) + same);
      if (i > 1 && j > 1 && word[i - 1] === target[j - 2] && word[i - 2] === target[j - 1]) {
        best = Math.min(best, cell(rows, i - 2, j - 2) + 1);
      }
      row.push(best);
    }
    rows.push(row);
  }
  return cell(rows, word.length, target.length);
}

function cell(rows: readonly number[][], row: number, column: number): number {
  return rows[row]?.[column] ?? 0;
}
