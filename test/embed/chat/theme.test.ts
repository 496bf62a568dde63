import { expect } from '@open-wc/testing';
import type { GrayscaleOptions } from '@openai/chatkit';
import { emulateMedia } from '@web/test-runner-commands';
import type { ThemeOptions } from '../../../embed/options/options.ts';
import { until } from '../fake-backend.ts';
import { clearStage, type Stage, stage } from './stage.ts';

async function themed(theme: ThemeOptions, attributes: Record<string, string> = {}): Promise<Stage> {
  const scene = await stage({ attributes, prepare: (chat) => Object.assign(chat, { options: { theme } }) });
  await until(() => scene.has('Show my tasks'));
  return scene;
}

const styleOf = ({ find }: Stage, selector: string) => getComputedStyle(find(selector));

/** A colour as the screen has it: red, green and blue up to 255. */
function toRgb(color: string): number[] {
  const context = document.createElement('canvas').getContext('2d', { colorSpace: 'srgb' });
  if (!context) throw new Error('no canvas');
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
}

/** WCAG's contrast of two colours. */
function contrast(one: string, two: string): number {
  const [a = 0, b = 0] = [one, two]
    .map((color) => {
      const [red = 0, green = 0, blue = 0] = toRgb(color).map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    })
    .sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}

describe('the theme', () => {
  afterEach(async () => {
    clearStage();
    await emulateMedia({ colorScheme: 'light' });
  });

  it('is light or dark as the options say, whatever the attribute and the system say', async () => {
    const dark = await themed({ colorScheme: 'dark' }, { theme: 'light' });
    expect(Math.max(...toRgb(styleOf(dark, '.frame').backgroundColor))).to.be.lessThan(60);
    await emulateMedia({ colorScheme: 'dark' });
    const light = await themed({ colorScheme: 'light' }, { theme: 'dark' });
    expect(toRgb(styleOf(light, '.frame').backgroundColor)).to.deep.equal([255, 255, 255]);
    light.chat.options = { theme: 'dark' };
    await light.chat.updateComplete;
    expect(Math.max(...toRgb(styleOf(light, '.frame').backgroundColor))).to.be.lessThan(60);
  });

  it('follows the system when it is auto, which it is where nobody says anything', async () => {
    const scenes = [await themed({}), await themed({ colorScheme: 'auto' }), await themed({}, { theme: 'auto' })];
    const scheme = () => scenes.map((scene) => Math.max(...toRgb(styleOf(scene, '.frame').backgroundColor)) < 60);
    expect(scheme()).to.deep.equal([false, false, false]);
    await emulateMedia({ colorScheme: 'dark' });
    expect(scheme()).to.deep.equal([true, true, true]);
  });

  it('has the page’s accent, and words on it that can be read', async () => {
    for (const primary of ['#0f172a', '#3355d1', '#10a37f', '#e5484d', '#f0b400', '#ffffff', 'rgb(120 120 120)']) {
      const scene = await themed({ color: { accent: { primary, level: 1 } } });
      scene.composer().value = 'x';
      scene.composer().dispatchEvent(new InputEvent('input', { bubbles: true }));
      await scene.chat.updateComplete;
      const { backgroundColor, color } = styleOf(scene, '.send');
      expect(toRgb(backgroundColor)).to.deep.equal(toRgb(primary));
      expect(contrast(backgroundColor, color), primary).to.be.greaterThan(4.3);
      clearStage();
    }
  });

  it('takes the accent’s level for how much of it is in what a person said', async () => {
    const distance = async (level: 0 | 3) => {
      const scene = await themed({ color: { accent: { primary: '#c00000', level } } });
      const probe = document.createElement('p');
      probe.className = 'bubble';
      scene.find('.column').append(probe);
      const [, green = 0] = toRgb(getComputedStyle(probe).backgroundColor);
      return 255 - green;
    };
    expect(await distance(3)).to.be.greaterThan(2 * (await distance(0)));
  });

  it('is as round as it is told', async () => {
    const corners = async (radius: ThemeOptions['radius']) => {
      const scene = await themed({ ...(radius && { radius }) });
      return ['.frame', '.prompt', '.composer', '.send'].map((each) =>
        Number.parseFloat(styleOf(scene, each).borderRadius),
      );
    };
    const pill = await corners('pill');
    expect(await corners(undefined)).to.deep.equal(pill);
    expect(await corners('sharp')).to.deep.equal([0, 0, 0, 0]);
    const [round, soft] = [await corners('round'), await corners('soft')];
    for (const [at, corner] of soft.entries()) expect(corner).to.be.lessThan(round[at] ?? 0);
    expect(round[1]).to.be.lessThan(pill[1] ?? 0);
  });

  it('is as dense as it is told', async () => {
    const height = async (density: NonNullable<ThemeOptions['density']>) =>
      (await themed({ density })).find('.bar').getBoundingClientRect().height;
    const [compact, normal, spacious] = [await height('compact'), await height('normal'), await height('spacious')];
    expect(compact).to.be.lessThan(normal);
    expect(normal).to.be.lessThan(spacious);
  });

  it('has greys of the page’s hue, lighter or darker, that words can be read on', async () => {
    const parts = (rgb: number[]) => Math.max(...rgb) - Math.min(...rgb);
    const looks = async (colorScheme: 'light' | 'dark', grayscale: GrayscaleOptions) => {
      const scene = await themed({ colorScheme, color: { grayscale } });
      const { color, backgroundColor } = styleOf(scene, '.frame');
      const { borderTopColor } = styleOf(scene, '.composer');
      const { color: quiet } = styleOf(scene, '.placard p');
      for (const words of [color, quiet]) expect(contrast(words, backgroundColor)).to.be.greaterThan(4.5);
      return { ground: toRgb(backgroundColor), border: toRgb(borderTopColor) };
    };
    for (const scheme of ['light', 'dark'] as const) {
      const [plain, tinted, shaded] = [
        await looks(scheme, { hue: 20, tint: 0 }),
        await looks(scheme, { hue: 20, tint: 9 }),
        await looks(scheme, { hue: 20, tint: 9, shade: 4 }),
      ];
      expect(parts(plain.border)).to.be.at.most(1);
      expect(parts(tinted.border)).to.be.greaterThan(10);
      expect(tinted.border[0]).to.be.greaterThan(tinted.border[2] ?? 0);
      expect(shaded.ground[1]).to.be.lessThan(tinted.ground[1] ?? 0);
      await looks(scheme, { hue: 200, tint: 9, shade: -4 });
      clearStage();
    }
  });

  it('lets the page’s own surface win over its greys', async () => {
    const scene = await themed({
      color: { grayscale: { hue: 20, tint: 9 }, surface: { background: '#102030', foreground: '#f0e0d0' } },
    });
    expect(toRgb(styleOf(scene, '.frame').backgroundColor)).to.deep.equal([16, 32, 48]);
    expect(toRgb(styleOf(scene, '.frame').color)).to.deep.equal([240, 224, 208]);
  });

  it('brings fonts along, each told to the document once', async () => {
    const source = { family: 'Chat Test', src: '/no "such" font.woff2', weight: 600, style: 'italic' as const };
    const typography = { fontFamily: '"Chat Test", serif', fontSources: [source] };
    const scene = await themed({ typography });
    scene.chat.options = { theme: { typography: structuredClone(typography) } };
    await scene.chat.updateComplete;
    const faces = [...document.fonts].filter(({ family }) => family.includes('Chat Test'));
    expect(faces.map(({ weight, style }) => [weight, style])).to.deep.equal([['600', 'italic']]);
    expect(styleOf(scene, 'h2').fontFamily).to.contain('Chat Test');
    for (const face of faces) document.fonts.delete(face);
  });

  it('has the page’s fonts and size, and goes back without them', async () => {
    const scene = await themed({
      typography: { baseSize: 18, fontFamily: 'Georgia, serif', fontFamilyMono: 'Courier' },
    });
    const { fontFamily, fontSize } = styleOf(scene, 'h2');
    expect([fontFamily, fontSize]).to.deep.equal(['Georgia, serif', '18px']);
    scene.chat.options = null;
    await scene.chat.updateComplete;
    expect(styleOf(scene, 'h2').fontSize).to.equal('15px');
    expect(styleOf(scene, 'h2').fontFamily).to.contain('system-ui');
  });

  it('comes from attributes too', async () => {
    const scene = await themed({}, { accent: 'rgb(200, 0, 0)', radius: 'sharp', font: 'Georgia', density: 'compact' });
    expect(styleOf(scene, '.sign').color).to.equal('rgb(200, 0, 0)');
    expect(styleOf(scene, '.prompt').borderRadius).to.equal('0px');
    expect(styleOf(scene, 'h2').fontFamily).to.equal('Georgia');
    scene.chat.removeAttribute('accent');
    await scene.chat.updateComplete;
    expect(styleOf(scene, '.sign').color).not.to.equal('rgb(200, 0, 0)');
  });

  it('leaves what the page’s style sheets say of the rest', async () => {
    const scene = await themed({ color: { accent: { primary: 'rgb(200, 0, 0)', level: 1 } } });
    scene.chat.style.setProperty('--task-chat-bg', 'rgb(1, 2, 3)');
    expect(styleOf(scene, '.frame').backgroundColor).to.equal('rgb(1, 2, 3)');
    expect(scene.chat.getAttribute('style')).not.to.contain('200');
  });
});
