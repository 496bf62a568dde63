import { type Check, oneOf } from './schema.ts';

const CHATKIT_ICONS = `
  agent analytics atom batch bolt book-open book-closed book-clock bug calendar chart check check-circle
  check-circle-filled chevron-left chevron-right circle-question clock compass confetti cube desktop document
  dots-horizontal dots-vertical empty-circle external-link globe keys lab images info lifesaver lightbulb mail
  map-pin maps mobile name notebook notebook-pencil page-blank phone play plus profile profile-card reload star
  star-filled search sparkle sparkle-double square-code square-image square-text suitcase settings-slider user
  wreath write write-alt write-alt2
`;

const HEADER_ICONS = `
  sidebar-left sidebar-right sidebar-open-left sidebar-open-right sidebar-open-left-alt sidebar-open-right-alt
  sidebar-floating-left sidebar-floating-right sidebar-floating-open-left sidebar-floating-open-right
  sidebar-collapse-left sidebar-collapse-right collapse-left collapse-right open-left open-right
  double-chevron-left double-chevron-right home home-alt back-small back-large expand-large collapse-large
  expand-small collapse-small star star-filled bug chat-temporary settings-cog grid dots-horizontal dots-vertical
  dots-horizontal-circle dots-vertical-circle menu menu-inverted hamburger history book-open compose share
  light-mode dark-mode close
`;

const names = (text: string) => text.trim().split(/\s+/);
const known = oneOf(...names(CHATKIT_ICONS));

/** An icon of a prompt or a tool. Those of other sets are not looked up. */
export const chatKitIcon: Check = (value, path, problems) => {
  if (typeof value === 'string' && /^(lucide|vendor):./.test(value)) return;
  known(value, path, problems);
};

/** An icon of a header button: of this list only. */
export const headerIcon = oneOf(...names(HEADER_ICONS));
