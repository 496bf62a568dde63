import { expect, it } from 'vitest';
import { keepExports } from '../../scripts/build/classic-exports.ts';

const SCRIPT = '(function(exports) {\n\tlet one = 1, two = 2;\n\texports.one = one;\n\texports.two = two;\n})({});\n';

it('leaves what is named, and takes the rest', () => {
  expect(`${keepExports(SCRIPT, ['two'])}`).toBe(
    '(function(exports) {\n\tlet one = 1, two = 2;\n\texports.two = two;\n})({});\n',
  );
});

it('fails the build when the script has not what is named', () => {
  expect(() => keepExports(SCRIPT, ['two', 'three'])).toThrow('three');
});
