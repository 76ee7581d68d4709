import { HttpErrorResponse, HttpInterceptorFn, HttpRequest, HttpResponse } from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, map, throwError } from 'rxjs';
import { SignInAgain } from '../shell/sign-in-again';
import { ApiError, errorOfAnswer, errorOfResponse } from './api-error';

/** Turns every way a GraphQL request can fail into one `ApiError`, and a lost session into the sign-in page. */
export const graphqlErrors: HttpInterceptorFn = (request, next) => {
  if (request.url !== '/graphql') return next(request);
  const signInAgain = inject(SignInAgain);
  return next(request).pipe(
    map((event) => {
      const error = event instanceof HttpResponse ? errorOfAnswer(event.body) : undefined;
      if (error) throw error;
      return event;
    }),
    catchError((failure: unknown) => {
      const error = failure instanceof HttpErrorResponse ? errorOfResponse(failure) : failure;
      if (error instanceof ApiError && error.code === 'UNAUTHENTICATED') {
        if (isMutation(request)) void signInAgain.stay();
        else signInAgain.go();
      }
      return throwError(() => error);
    }),
  );
};

/** What is sent to be saved was typed on the page, which must not be left for the sign-in page. */
function isMutation({ body }: HttpRequest<unknown>): boolean {
  return /^\s*mutation\b/.test((body as { query: string }).query);
}
