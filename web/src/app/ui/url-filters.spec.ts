import { TestBed } from '@angular/core/testing';
import { provideRouter, Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { Component } from '@angular/core';
import { toggled, UrlFilters, valuesOf } from './url-filters';

@Component({ template: '' })
class ListPage {}

describe('UrlFilters', () => {
  let harness: RouterTestingHarness;

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: [provideRouter([{ path: 'list', component: ListPage }])] });
    harness = await RouterTestingHarness.create('/list?q=crm&type=a,b');
  });

  const settled = async () => {
    await harness.fixture.whenStable();
  };

  it('reads what stands in the address', () => {
    const filters = TestBed.inject(UrlFilters);
    expect(filters.value('q')).toBe('crm');
    expect(filters.values('type')).toEqual(['a', 'b']);
    expect(filters.value('outcome')).toBeUndefined();
  });

  it('writes one filter and keeps the others', async () => {
    const filters = TestBed.inject(UrlFilters);
    filters.toggle('type', 'a');
    await settled();
    expect(TestBed.inject(Router).url).toBe('/list?q=crm&type=b');
    filters.set({ q: '', type: undefined });
    await settled();
    expect(TestBed.inject(Router).url).toBe('/list');
  });
});

describe('values with commas', () => {
  it('are read and toggled', () => {
    expect(valuesOf(undefined)).toEqual([]);
    expect(valuesOf('a,,b')).toEqual(['a', 'b']);
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
    expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
  });
});
