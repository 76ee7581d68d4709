import { expect, test } from 'vitest';
import { GatewayRefusal } from '../pipeline/gateway-refusal.js';
import { Occupancy } from './occupancy.js';

test('places are counted by key, and given back once', () => {
  const places = new Occupancy(2, 'requests under way');
  const leave = places.enter('a');
  places.enter('a');
  places.enter('b');
  expect(() => places.enter('a')).toThrow(GatewayRefusal);
  leave();
  leave();
  places.enter('a');
  expect(() => places.enter('a')).toThrow('already has 2 requests under way');
});
