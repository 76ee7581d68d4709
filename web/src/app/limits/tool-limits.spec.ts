import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { provideRouter } from '@angular/router';
import type { LimitStateFragment } from '../graphql/generated/graphql';
import { graphqlErrors } from '../graphql/graphql-errors';
import { Unsaved } from '../ui/unsaved';
import { ToolLimits } from './tool-limits';

const limit = (given: Partial<LimitStateFragment> = {}): LimitStateFragment => ({
  subject: 'TOOL',
  quantity: 'REQUESTS_PER_MINUTE',
  chosen: null,
  inherited: 300,
  inheritedFrom: 'ORGANIZATION',
  ceiling: 60_000,
  ...given,
});

const settings = (given: object = {}) => ({
  __typename: 'LimitSettings',
  version: 0,
  viewerCanChange: true,
  changedAt: null,
  changedBy: null,
  limits: [limit()],
  results: { maximumBytes: null, listedHosts: null },
  inheritedResults: {},
  ...given,
});

const applying = (own: LimitStateFragment = limit()) => ({
  tool: { limits: [own] },
  connector: { limits: [limit({ subject: 'CONNECTOR', chosen: 900 })] },
  organization: {
    limits: [limit({ subject: 'ORGANIZATION', inherited: 60_000, inheritedFrom: 'INSTALLATION' })],
  },
});

describe('the limits of one tool', () => {
  let requests: HttpTestingController;
  let fixture: ComponentFixture<ToolLimits>;
  let page: HTMLElement;

  /** Answers the request of this operation once it is there, and gives what it was asked with. */
  const answer = async (operation: string, data: unknown, errors?: readonly object[]) => {
    const request = await vi.waitFor(() => {
      TestBed.tick();
      return requests.expectOne((each) => each.body.query.includes(`${operation}(`));
    });
    request.flush({ data, errors });
    return request.request.body.variables;
  };
  const field = () => page.querySelector<HTMLInputElement>('input')!;
  const type = (text: string) => {
    field().value = text;
    field().dispatchEvent(new Event('input'));
    TestBed.tick();
  };
  const banner = () => page.querySelector('app-refusal-banner');
  const save = () => page.querySelector('form')!.dispatchEvent(new Event('submit'));
  const rows = () =>
    [...page.querySelectorAll('tbody tr')].map((row) => row.textContent.replace(/\s+/g, ' ').trim());

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([graphqlErrors])),
        provideHttpClientTesting(),
        provideRouter([]),
      ],
    });
    requests = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(ToolLimits);
    fixture.componentRef.setInput('connector', { id: 'crm-id', slug: 'crm', name: 'CRM' });
    fixture.componentRef.setInput('offeringId', 'search-id');
    page = fixture.nativeElement as HTMLElement;
    document.body.append(page);
    expect(await answer('query LimitSettings', { limitSettings: settings() })).toEqual({
      connectorId: 'crm-id',
      offeringId: 'search-id',
    });
    await answer('query ApplyingLimits', applying());
    await fixture.whenStable();
  });

  afterEach(() => requests.verify());

  it('say which apply, and where each was chosen', () => {
    expect(rows()).toEqual([
      'This one 300 chosen for the organization',
      'All of CRM 900 chosen for the connector',
      'Each token',
      'Each member',
      'The organization 60,000',
    ]);
    expect(page.textContent).toContain(
      '300 where this is empty, chosen for the organization; at most 60,000.',
    );
    expect(page.textContent).not.toContain('Results');
  });

  it('are saved for the tool alone, and show what applies then and who chose it', async () => {
    type('7');
    save();
    const own = limit({ chosen: 7 });
    const changed = {
      version: 1,
      changedAt: '2026-11-22T12:00:00Z',
      changedBy: { id: 'ada', displayName: 'Ada' },
    };
    const { input } = await answer('mutation SetLimits', {
      setLimits: settings({ ...changed, limits: [own] }),
    });
    expect(input).toEqual({
      connectorId: 'crm-id',
      offeringId: 'search-id',
      version: 0,
      limits: [{ subject: 'TOOL', quantity: 'REQUESTS_PER_MINUTE', value: 7 }],
      results: null,
    });
    await answer('query ApplyingLimits', applying(own));
    await fixture.whenStable();
    expect(rows()[0]).toBe('This one 7 chosen here');
    expect(page.textContent).toContain('Limits changed by Ada');
  });

  it('are not sent while one of them cannot be, and the field is led to', () => {
    type('60,001');
    save();
    expect(page.textContent).toContain('Enter a whole number from 1 to 60,000');
    expect(document.activeElement).toBe(field());
  });

  it('that somebody else changed are refused, and shown anew on request', async () => {
    type('7');
    save();
    const refusal = {
      __typename: 'Refusal',
      code: 'stale_version',
      message: 'This limit was changed by someone else since you opened it. Nothing was saved.',
      nextStep: 'Reload to see the change, then apply yours again.',
      field: null,
    };
    await answer('mutation SetLimits', { setLimits: refusal });
    await vi.waitFor(() => expect(banner()?.textContent.match(/Nothing was saved\./g)).toHaveLength(1));
    banner()?.querySelector('button')?.click();
    await answer('query LimitSettings', {
      limitSettings: settings({ version: 2, limits: [limit({ chosen: 9 })] }),
    });
    const own = limit({ chosen: 9 });
    await answer('query ApplyingLimits', applying(own));
    await fixture.whenStable();
    expect(field().value).toBe('9');
    expect(banner()).toBeNull();
    expect(rows()[0]).toBe('This one 9 chosen here');
  });

  it('are kept as typed when the session has ended, without a word that doubts it', async () => {
    type('7');
    save();
    await answer('mutation SetLimits', null, [{ message: '', extensions: { code: 'UNAUTHENTICATED' } }]);
    await fixture.whenStable();
    await vi.waitFor(() => expect(document.body.textContent).toContain('Your session has ended'));
    TestBed.inject(MatDialog).closeAll();
    expect(field().value).toBe('7');
    expect(page.textContent).toContain('1 change is not saved yet');
    expect(page.querySelector('app-error-state')).toBeNull();
  });

  it('stay what they are when another tool is opened while they are saved', async () => {
    type('7');
    save();
    const landing = await vi.waitFor(() =>
      requests.expectOne((each) => each.body.query.includes('mutation SetLimits(')),
    );
    fixture.componentRef.setInput('offeringId', 'other-id');
    await answer('query LimitSettings', { limitSettings: settings({ limits: [limit({ chosen: 30 })] }) });
    await answer('query ApplyingLimits', applying());
    landing.flush({ data: { setLimits: settings({ version: 1, limits: [limit({ chosen: 7 })] }) } });
    await fixture.whenStable();
    expect(field().value).toBe('30');
    expect(page.querySelector<HTMLButtonElement>('button[type=submit]')!.textContent).toContain('Save its');
  });

  it('keep what is typed while they are saved', async () => {
    type('7');
    save();
    type('8');
    await answer('mutation SetLimits', { setLimits: settings({ limits: [limit({ chosen: 7 })] }) });
    await answer('query ApplyingLimits', applying(limit({ chosen: 7 })));
    await fixture.whenStable();
    expect(field().value).toBe('8');
    expect(page.textContent).toContain('1 change is not saved yet');
  });

  it('that are typed and not saved are held against leaving, until they are discarded or gone', async () => {
    const unsaved = TestBed.inject(Unsaved);
    expect(unsaved.losses()).toEqual([]);
    type('7');
    expect(unsaved.losses()).toEqual([
      'What you changed of its limits is not saved. It is lost when you leave.',
    ]);
    const closing = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(closing);
    expect(closing.defaultPrevented).toBe(true);
    [...page.querySelectorAll('button')].find((button) => button.textContent.includes('Discard'))!.click();
    await fixture.whenStable();
    expect(field().value).toBe('');
    expect(unsaved.losses()).toEqual([]);
    type('7');
    fixture.destroy();
    expect(unsaved.losses()).toEqual([]);
  });

  it('are not saved again when nothing was typed', async () => {
    save();
    await fixture.whenStable();
    expect(document.body.textContent).toContain('Nothing was changed, so nothing was saved.');
  });

  it('of bytes can have a unit, so the keyboard for them has letters', async () => {
    fixture.componentRef.setInput('offeringId', 'other-id');
    const limits = [limit(), limit({ quantity: 'BYTES_PER_MINUTE' })];
    await answer('query LimitSettings', { limitSettings: settings({ limits }) });
    await answer('query ApplyingLimits', applying());
    await fixture.whenStable();
    expect(
      [...page.querySelectorAll('input')].map((input) => input.inputMode || input.getAttribute('inputmode')),
    ).toEqual(['numeric', 'text']);
  });

  it('are shown to whoever may not change them, who is told who may', async () => {
    fixture.componentRef.setInput('offeringId', 'other-id');
    await answer('query LimitSettings', { limitSettings: settings({ viewerCanChange: false }) });
    await answer('query ApplyingLimits', applying());
    await fixture.whenStable();
    expect(page.querySelector('fieldset')!.disabled).toBe(true);
    expect(page.querySelector('button[type=submit]')).toBeNull();
    expect(page.textContent).toContain('Owners and admins can change this.');
  });
});
