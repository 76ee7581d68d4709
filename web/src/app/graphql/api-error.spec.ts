import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { errorOfResponse } from './api-error';

it.each([
  [{ 'x-request-id': '7' }, 'give your operator the number below', '7'],
  [{}, 'tell your operator when it happened', undefined],
])('a failure with the headers %j leads to a number only when there is one', (headers, step, number) => {
  const failure = new HttpErrorResponse({ status: 503, headers: new HttpHeaders(headers) });
  const { nextStep, correlationId } = errorOfResponse(failure);
  expect(nextStep).toContain(step);
  expect(correlationId).toBe(number);
});
