import { hiddenCount, visibleParts } from './visible-text';

const marks = (text: string) =>
  visibleParts(text)
    .filter((part) => part.mark)
    .map((part) => [part.kind, part.mark]);

describe('visibleParts', () => {
  it('leaves ordinary text whole, in any script', () => {
    for (const text of [
      'Finds deals.\n\tBy stage',
      'Größe, señor, Łódź',
      'Поиск сделок',
      '顧客を探す',
      'Ωμέγα',
      '✓ done 👍',
    ]) {
      expect(visibleParts(text)).toEqual([{ text }]);
    }
  });

  it('loses no character', () => {
    const text = 'a\u200bb\u202ec\u{e0041}d\u0430e\u0000';
    expect(
      visibleParts(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });

  it.each([
    ['zero-width space', 'in\u200bvisible', 'invisible', 'zero-width space'],
    ['byte order mark', '\ufefftext', 'invisible', 'byte order mark'],
    ['no-break space', 'a\u00a0b', 'invisible', 'no-break space'],
    ['variation selector', 'a\u{e0100}', 'invisible', 'U+E0100'],
    ['private use', 'a\ue000', 'invisible', 'U+E000'],
    ['lone surrogate', 'a\ud800', 'invisible', 'U+D800'],
    ['right-to-left override', 'txt.\u202egnp', 'direction', 'right-to-left override'],
    ['isolate', '\u2066a', 'direction', 'left-to-right isolate'],
    ['tag letter', 'a\u{e0068}', 'tag', 'tag h'],
    ['tag end', 'a\u{e007f}', 'tag', 'tag'],
    ['control', 'a\u0007', 'control', 'control U+0007'],
    ['carriage return', 'a\rb', 'control', 'control U+000D'],
    ['styled letter', '\u{1d41a}pple', 'lookalike', '\u{1d41a} is not a'],
    ['fullwidth letter', '\uff41', 'lookalike', '\uff41 is not a'],
  ])('shows a %s', (_name, text, kind, mark) => {
    expect(marks(text)).toContainEqual([kind, mark]);
  });

  it('marks letters of another script only inside a Latin word', () => {
    expect(marks('s\u0435arch по имени')).toEqual([['lookalike', '\u0435 Cyrillic']]);
    expect(marks('\u03bfpen')).toEqual([['lookalike', '\u03bf Greek']]);
  });

  it('counts what is marked', () => {
    expect(hiddenCount('a\u200b\u200bb\u0435')).toBe(3);
    expect(hiddenCount('plain')).toBe(0);
  });
});
