// Unpacks the Chromium that lies compressed in @sparticuz/chromium, with its libraries and fonts, into the folder given.
// A process of its own, because that package unpacks to TMPDIR and nowhere else.
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import chromium, { inflate } from '@sparticuz/chromium';

// The package's own fonts.conf names the folders of a cloud function.
const FONTS_CONF = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: unpack-chromium.mjs FOLDER');
process.env.TMPDIR = folder;

const bin = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..', 'bin');
await chromium.executablePath(bin);
await inflate(join(bin, 'al2023.tar.br'));
await writeFile(join(folder, 'fonts', 'fonts.conf'), FONTS_CONF);
