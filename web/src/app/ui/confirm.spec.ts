import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { Confirm } from './confirm';

describe('a question', () => {
  const question = { heading: 'Leave?', consequence: 'What was typed is lost.', action: 'Leave' };
  const button = (name: string) =>
    vi.waitFor(() => {
      TestBed.tick();
      const all = [...document.querySelectorAll<HTMLElement>('mat-dialog-actions button')];
      return all.find((each) => each.textContent.trim() === name)!.click() ?? true;
    });

  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it.each([
    ['Leave', { reason: '' }],
    ['Cancel', undefined],
  ])('is answered by %s', async (name, answer) => {
    const asked = TestBed.inject(Confirm).ask(question);
    await button(name);
    expect(await asked).toEqual(answer);
  });
});
