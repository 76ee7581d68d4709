import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ApplicationRef, Injector, runInInjectionContext, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { GroupsDocument } from './generated/graphql';
import { pagedQuery } from './paged-query';

const page = (names: string[], endCursor: string | null) => ({
  data: {
    groups: {
      edges: names.map((name) => ({ node: { id: name, name, source: 'directory', memberCount: 1 } })),
      pageInfo: { hasNextPage: endCursor !== null, endCursor },
    },
  },
});

describe('pagedQuery', () => {
  const search = signal<string | null>(null);
  let http: HttpTestingController;

  function start() {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    search.set(null);
    http = TestBed.inject(HttpTestingController);
    const groups = runInInjectionContext(TestBed.inject(Injector), () =>
      pagedQuery(
        GroupsDocument,
        () => ({ first: 2, search: search() }),
        (data) => data.groups,
      ),
    );
    return { ...groups, names: () => groups.rows().map((row) => row.name) };
  }

  async function answer(after: string | null, body: object) {
    TestBed.tick();
    const request = http.expectOne('/graphql');
    expect(request.request.body.variables.after).toBe(after);
    request.flush(body);
    await TestBed.inject(ApplicationRef).whenStable();
  }

  it('adds pages and keeps the rows on screen meanwhile', async () => {
    const groups = start();
    expect(groups.starting()).toBe(true);
    await answer(null, page(['a', 'b'], 'after-b'));
    expect(groups.names()).toEqual(['a', 'b']);
    groups.loadMore();
    TestBed.tick();
    expect(groups.names()).toEqual(['a', 'b']);
    await answer('after-b', page(['c'], null));
    expect(groups.names()).toEqual(['a', 'b', 'c']);
    expect(groups.hasMore()).toBe(false);
  });

  it('starts over when the filter changes, and when read again after more pages', async () => {
    const groups = start();
    await answer(null, page(['a'], 'after-a'));
    groups.loadMore();
    await answer('after-a', page(['b'], 'after-b'));
    search.set('c');
    await answer(null, page(['c'], 'after-c'));
    expect(groups.names()).toEqual(['c']);
    groups.loadMore();
    await answer('after-c', page(['d'], null));
    groups.reload();
    await answer(null, page(['e'], null));
    expect(groups.names()).toEqual(['e']);
  });
});
