/** The tags that there are translations for. */
const TAGS = `
  am ar bg-BG bn-BD bs-BA ca-ES cs-CZ da-DK de-DE el-GR es-419 es-ES et-EE fi-FI fr-CA fr-FR gu-IN hi-IN hr-HR
  hu-HU hy-AM id-ID is-IS it-IT ja-JP ka-GE kk kn-IN ko-KR lt lv-LV mk-MK ml mn mr-IN ms-MY my-MM nb-NO nl-NL pa
  pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sl-SI so-SO sq-AL sr-RS sv-SE sw-TZ ta-IN te-IN th-TH tl tr-TR uk-UA ur
  vi-VN zh-CN zh-HK zh-TW
`
  .trim()
  .split(/\s+/);

const MAIN: Record<string, string> = { es: 'es-ES', fr: 'fr-FR', pt: 'pt-BR', zh: 'zh-CN', 'zh-hant': 'zh-TW' };

/** The one tag that a wanted locale comes down to, English when there is no translation. It is sent as `Accept-Language`. */
export function toLocale(wanted: string): string {
  const tag = wanted.toLowerCase();
  const exact = TAGS.find((known) => known.toLowerCase() === tag);
  if (exact) return exact;
  const language = tag.split('-')[0] ?? '';
  return MAIN[tag] ?? MAIN[language] ?? TAGS.find((known) => known.toLowerCase().split('-')[0] === language) ?? 'en';
}
