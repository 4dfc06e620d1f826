/** The look a person chose, as the frame needs it. */
export type Preferences = {
  locale: 'en' | 'ja';
  theme: 'light' | 'dark' | 'system';
  singleKeys: boolean;
  timeZone: string;
};

/** How those choices are stored; each takes raw text, because what stores them checks it anyway. */
export type PreferenceActs = {
  chooseLanguage: (locale: string) => void | Promise<void>;
  chooseTheme: (theme: string) => void | Promise<void>;
  chooseSingleKeys: (on: boolean) => void | Promise<void>;
  rememberTimeZone: (zone: string) => void | Promise<void>;
};
