import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { LimitedOfferings } from './limited-offerings';

it('what has limits of its own is listed with what it is, because a tool and a prompt may have one name', async () => {
  TestBed.configureTestingModule({
    providers: [provideHttpClient(), provideHttpClientTesting(), provideRouter([])],
  });
  const fixture = TestBed.createComponent(LimitedOfferings);
  fixture.componentRef.setInput('connector', { id: 'crm-id', slug: 'crm' });
  TestBed.tick();
  const limited = (id: string, kind: string) => ({
    ...{ id, kind, name: 'summary', changedAt: '2026-11-22T12:00:00Z', changedBy: null },
    chosen: [{ quantity: 'CONCURRENT_REQUESTS', value: 2 }],
  });
  const request = TestBed.inject(HttpTestingController).expectOne('/graphql');
  expect(request.request.body.query).toMatch(/limitedOfferings\s*{\s*id\s+kind/);
  const limitedOfferings = [limited('one', 'TOOL'), limited('two', 'PROMPT')];
  request.flush({ data: { limitSettings: { limitedOfferings } } });
  await fixture.whenStable();
  const items = [...(fixture.nativeElement as HTMLElement).querySelectorAll('li')];
  expect(items.map((item) => [...item.children].map(({ textContent }) => textContent.trim()))).toEqual([
    ['Tool', 'summary', '2 at once'],
    ['Prompt', 'summary', '2 at once'],
  ]);
});
