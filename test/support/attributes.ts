// What a namespace needs that was not started with it: the search attributes, as an operator registers them.
import type { Connection } from '@temporalio/client';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';
import { searchAttributes } from '../../workflows/search-attributes.ts';

/** Registers them with a server that has none. */
export async function registerAttributes(
  { operatorService }: Pick<Connection, 'operatorService'>,
  namespace: string,
): Promise<void> {
  const types = Object.values(searchAttributes).flatMap(({ name, type }) => {
    const code = encodeSearchAttributeIndexedValueType(type);
    return code === undefined ? [] : [[name, code] as const];
  });
  await operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(types),
  });
}
