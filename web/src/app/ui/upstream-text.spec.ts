import { TestBed } from '@angular/core/testing';
import { UpstreamText } from './upstream-text';

async function show(text: string, origin = ''): Promise<HTMLElement> {
  const fixture = TestBed.createComponent(UpstreamText);
  fixture.componentRef.setInput('text', text);
  fixture.componentRef.setInput('origin', origin);
  await fixture.whenStable();
  return fixture.nativeElement as HTMLElement;
}

describe('UpstreamText', () => {
  it('never becomes markup', async () => {
    const shown = await show('<img src=x onerror=alert(1)><b>bold</b>');
    expect(shown.querySelector('img, b')).toBeNull();
    expect(shown.textContent).toContain('<b>bold</b>');
  });

  it('says where it is from and how much it hides', async () => {
    const shown = await show('search\u200b and s\u0435nd', 'CRM');
    expect(shown.textContent).toContain('From CRM');
    expect(shown.textContent).toContain('2 hidden or look-alike characters');
    expect([...shown.querySelectorAll('.chip')].map((chip) => chip.textContent)).toEqual([
      'zero-width space',
      '\u0435 Cyrillic',
    ]);
  });

  it('keeps line breaks and spaces, and says when there is nothing', async () => {
    expect((await show('a\n  b')).querySelector('.text')?.textContent).toBe('a\n  b');
    expect((await show('')).textContent).toContain('(empty)');
  });
});
