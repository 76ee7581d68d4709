import type { Sensitive } from './personal-data.js';

/** Well-known forms of tokens and keys. What has no form of its own cannot be told from other text. */
const forms = [
  // Castellan's own tokens
  'cst_[A-Za-z0-9_-]{16,128}',
  // GitHub
  'gh[pousr]_[A-Za-z0-9]{30,255}',
  'github_pat_[A-Za-z0-9_]{40,255}',
  // GitLab
  'gl(?:pat|ptt|rt|cbt|dt|soat)-[A-Za-z0-9_-]{20,128}',
  // Amazon
  '(?:AKIA|ASIA)[A-Z0-9]{16}',
  // Google
  'AIza[A-Za-z0-9_-]{35}',
  'ya29\\.[A-Za-z0-9_-]{20,512}',
  'GOCSPX-[A-Za-z0-9_-]{20,64}',
  // Slack
  'xox[abeoprs]-[A-Za-z0-9-]{10,255}',
  'xapp-\\d-[A-Za-z0-9-]{10,255}',
  // Stripe
  '(?:sk|rk|whsec)_(?:live_|test_)?[A-Za-z0-9]{20,255}',
  // OpenAI, Anthropic
  'sk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{24,255}',
  // npm, PyPI, Docker, Hugging Face
  'npm_[A-Za-z0-9]{36}',
  'pypi-[A-Za-z0-9_-]{50,255}',
  'dckr_pat_[A-Za-z0-9_-]{20,64}',
  'hf_[A-Za-z0-9]{30,64}',
  // SendGrid, Shopify, Atlassian, Azure DevOps
  'SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{32,64}',
  'shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}',
  'ATATT3[A-Za-z0-9_=-]{50,255}',
  // signed tokens: header, body, signature. From the first beginning alone of a run of such characters, and near the
  // run's own: one full of beginnings would be searched from each of them, to the same end.
  '(?=eyJ)(?<=(?<![A-Za-z0-9_-])(?:(?!(?<![A-Za-z0-9])eyJ)[A-Za-z0-9_-]){0,64})eyJ[A-Za-z0-9_-]{8,2048}\\.eyJ[A-Za-z0-9_-]{8,8192}\\.[A-Za-z0-9_-]{16,1024}',
];

const clues =
  /cst_|gh[pousr]_|github_pat_|gl[a-z]{2,4}-|AKIA|ASIA|AIza|ya29\.|GOCSPX|xox[a-z]-|xapp-|sk[_-]|rk_|whsec_|npm_|pypi-|dckr_|hf_|SG\.|shp|ATATT|eyJ/;

/** Values that open doors. */
export const secrets: readonly Sensitive[] = [
  {
    kind: 'secret',
    clue: /-----BEGIN /,
    // To the end of the key, or of the text where the key was cut off.
    pattern:
      /-----BEGIN (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-(?!----END)){0,16384}(?:-----END (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----)?/g,
  },
  {
    kind: 'secret',
    clue: clues,
    pattern: new RegExp(`(?<![A-Za-z0-9])(?:${forms.join('|')})`, 'g'),
  },
  {
    kind: 'secret',
    clue: /:\/\/[^/\s]{0,256}:/,
    // The password of an address; what it opens stays readable.
    pattern: /(?<=\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:@/]{0,128}:)[^\s:@/]{3,256}(?=@)/gi,
  },
];
