import { expect, it } from 'vitest';
import { ClientTable } from './client-table.ts';
import type { MockClient } from './mock-client.ts';

const client = (id: number): MockClient => ({ id }) as MockClient;

it('lists who is there in the order of coming, and finds them by id', () => {
  const table = new ClientTable();
  const [first, second] = [client(1), client(2)];
  table.add(first);
  table.add(second);
  expect(table.all()).toEqual([first, second]);
  expect([table.get(2), table.get(3), table.size]).toEqual([second, undefined, 2]);
  table.remove(first);
  table.remove(first);
  expect(table.all()).toEqual([second]);
});

it('gives lists that never change, so that one may change the table while reading them', () => {
  const table = new ClientTable();
  for (let id = 1; id <= 5; id++) table.add(client(id));
  const seen: number[] = [];
  for (const each of table.all()) {
    seen.push(each.id);
    table.remove(each);
    table.add(client(each.id + 100));
  }
  expect(seen).toEqual([1, 2, 3, 4, 5]);
  expect(() => (table.all() as MockClient[]).push(client(9))).toThrow();
});
