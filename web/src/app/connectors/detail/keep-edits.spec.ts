import { Component, inject, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { provideRouter, Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { Confirm } from '../../ui/confirm';
import { Unsaved } from '../../ui/unsaved';
import { keepEdits } from './keep-edits';

const rules = signal(0);
const typed = signal('');

@Component({ selector: 'app-test-connector', template: '' })
class TestConnector {
  readonly unsaved = rules;
  constructor() {
    inject(Unsaved).watch(() => typed());
  }
}

@Component({ selector: 'app-test-elsewhere', template: '' })
class TestElsewhere {}

describe('going on from a connector', () => {
  const asked: string[] = [];
  let answer: { reason: string } | undefined;
  let harness: RouterTestingHarness;
  const path = () => harness.routeNativeElement?.tagName;

  beforeEach(async () => {
    asked.length = 0;
    rules.set(0);
    typed.set('');
    answer = undefined;
    TestBed.configureTestingModule({
      providers: [
        provideRouter([
          {
            path: 'connectors/:slug',
            component: TestConnector,
            canDeactivate: [keepEdits],
            runGuardsAndResolvers: 'always',
          },
          { path: 'audit', component: TestElsewhere },
          { path: 'sign-in', component: TestElsewhere },
        ]),
        {
          provide: Confirm,
          useValue: {
            ask({ consequence }: { consequence: string }) {
              asked.push(consequence);
              return Promise.resolve(answer);
            },
          },
        },
      ],
    });
    harness = await RouterTestingHarness.create('/connectors/crm?offering=1&view=limits');
  });

  it('asks nothing when everything is saved', async () => {
    await harness.navigateByUrl('/connectors/crm');
    await harness.navigateByUrl('/audit');
    expect([asked, path()]).toEqual([[], 'APP-TEST-ELSEWHERE']);
  });

  it('keeps a sheet open in which something was typed, unless the person says so', async () => {
    const router = TestBed.inject(Router);
    typed.set('Typed.');
    rules.set(1);
    await router.navigateByUrl('/connectors/crm');
    expect(asked).toEqual(['Typed.']);
    expect(router.url).toBe('/connectors/crm?offering=1&view=limits');
    answer = { reason: '' };
    await router.navigateByUrl('/connectors/crm');
    expect(router.url).toBe('/connectors/crm');
  });

  it('asks nothing of whoever lost the session: the page stays, and says so', async () => {
    rules.set(1);
    answer = { reason: '' };
    await harness.navigateByUrl('/sign-in?return_to=%2Fconnectors%2Fcrm');
    expect([asked, path()]).toEqual([[], 'APP-TEST-CONNECTOR']);
    await vi.waitFor(() => expect(document.body.textContent).toContain('Your session has ended'));
    TestBed.inject(MatDialog).closeAll();
  });

  it('asks once for rules and what was typed', async () => {
    typed.set('Typed.');
    rules.set(2);
    answer = { reason: '' };
    await harness.navigateByUrl('/audit');
    expect(asked).toEqual(['2 changes of rules are not saved. They are lost when you leave. Typed.']);
    expect(path()).toBe('APP-TEST-ELSEWHERE');
  });
});
