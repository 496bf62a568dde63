/** Options, and the attribute that stands for each. */
export const ATTRIBUTES = {
  domainKey: 'domain-key',
  colorScheme: 'theme',
  primary: 'accent',
  radius: 'radius',
  density: 'density',
  fontFamily: 'font',
  greeting: 'greeting',
  prompts: 'prompts',
  placeholder: 'placeholder',
  header: 'header',
  title: 'header',
  history: 'history',
  threadItemActions: 'thread-actions',
  disclaimer: 'disclaimer',
  locale: 'locale',
  initialThread: 'initial-thread',
};

/** The attributes that stand for options. */
export const OPTION_ATTRIBUTES: readonly string[] = Object.values(ATTRIBUTES);
