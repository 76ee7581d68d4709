import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { provideRouter, Router } from '@angular/router';
import { ApiError, asApiError } from './api-error';
import { SetLimitsDocument, SignInOrganizationDocument } from './generated/graphql';
import { GraphqlClient, isRefusal } from './graphql-client';
import { graphqlErrors } from './graphql-errors';

describe('GraphqlClient', () => {
  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([graphqlErrors])),
        provideHttpClientTesting(),
        provideRouter([{ path: '**', children: [] }]),
      ],
    });
  });

  function ask() {
    const answer = TestBed.inject(GraphqlClient).send(SignInOrganizationDocument, { slug: 'acme' });
    return { answer, request: TestBed.inject(HttpTestingController).expectOne('/graphql') };
  }

  it('sends the document with its variables and gives the data', async () => {
    const { answer, request } = ask();
    expect(request.request.body).toMatchObject({ variables: { slug: 'acme' } });
    expect(request.request.body.query).toContain('query SignInOrganization');
    request.flush({ data: { signInOrganization: { slug: 'acme', name: 'Acme' } } });
    expect((await answer).signInOrganization?.name).toBe('Acme');
  });

  it('rejects with what happened, what to do and the number to quote', async () => {
    const { answer, request } = ask();
    request.flush({
      data: null,
      errors: [{ message: 'x', extensions: { code: 'INTERNAL', correlationId: 'c-1' } }],
    });
    const error = await answer.catch(asApiError);
    expect(error).toMatchObject({
      code: 'INTERNAL',
      correlationId: 'c-1',
      message: 'Something failed on the server.',
    });
  });

  it('tells a server that cannot be reached from one that failed', async () => {
    const { answer, request } = ask();
    request.error(new ProgressEvent('error'));
    await expect(answer).rejects.toMatchObject({ code: 'UNREACHABLE' } satisfies Partial<ApiError>);
  });

  it('leads to the sign-in page and back when the session has ended', async () => {
    const router = TestBed.inject(Router);
    await router.navigateByUrl('/audit?outcome=DENIED');
    const { answer, request } = ask();
    request.flush(
      { errors: [{ message: 'x', extensions: { code: 'UNAUTHENTICATED' } }] },
      { status: 401, statusText: 'no' },
    );
    await expect(answer).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await vi.waitUntil(() => router.url.startsWith('/sign-in'));
    expect(router.parseUrl(router.url).queryParams['return_to']).toBe('/audit?outcome=DENIED');
  });

  it('keeps the page when the session ended before something was saved, whatever it asks after that', async () => {
    const router = TestBed.inject(Router);
    const client = TestBed.inject(GraphqlClient);
    const ended = { errors: [{ message: 'x', extensions: { code: 'UNAUTHENTICATED' } }] };
    const loseSession = async (answer: Promise<unknown>) => {
      TestBed.inject(HttpTestingController).expectOne('/graphql').flush(ended);
      await expect(answer).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    };
    await router.navigateByUrl('/settings');
    await loseSession(client.send(SetLimitsDocument, { input: { limits: [], version: 0 } }));
    await loseSession(client.send(SignInOrganizationDocument, { slug: 'acme' }));
    const link = await vi.waitFor(() => {
      TestBed.tick();
      const links = document.querySelectorAll<HTMLAnchorElement>('mat-dialog-actions a');
      expect(links).toHaveLength(1);
      return links[0]!;
    });
    expect(router.url).toBe('/settings');
    expect([link.getAttribute('href'), link.target]).toEqual(['/sign-in?return_to=%2Fsettings', '_blank']);
    TestBed.inject(MatDialog).closeAll();
  });
});

describe('isRefusal', () => {
  it('tells a refusal from a success', () => {
    expect(isRefusal({ __typename: 'Refusal' as const })).toBe(true);
    expect(isRefusal({ __typename: 'Token' as const })).toBe(false);
  });
});
