// What ServiceNow answers when it does not do what was asked: statuses and words as live instances give them.

/** A refusal of the API. `detail` is null where live instances send null. */
export interface Failure {
  status: 400 | 401 | 403 | 404 | 405 | 406 | 415 | 429 | 500;
  message: string;
  detail: string | null;
}

function failure(
  status: Failure['status'],
  message: string,
  detail: string | null = null,
): Failure {
  return { status, message, detail };
}

/** Missing, wrong or expired credentials; all look alike. */
export const notAuthenticated = failure(
  401,
  'User Not Authenticated',
  'Required to provide Auth information',
);

/** No such record, or one that the caller may not read. */
export const noRecord = failure(
  404,
  'No Record found',
  "Record doesn't exist or ACL restricts the record retrieval",
);

/** A path of no API. */
export const noResource = failure(400, 'Requested URI does not represent any resource');

/** A table that does not exist. */
export function invalidTable(table: string): Failure {
  return failure(400, `Invalid table ${table}`);
}

/** A table that the caller may not read at all. */
export const noRightToRead = failure(
  403,
  'Insufficient rights',
  'Insufficient rights to query records',
);

/** An ACL that denies a write; the words for update and delete are an assumption after those for insert. */
export function deniedByAcl(operation: 'Insert' | 'Update' | 'Delete'): Failure {
  return failure(
    403,
    'Operation Failed',
    `ACL Exception ${operation} Failed due to security constraints`,
  );
}

/** A business rule that aborts. */
export function abortedByRule(table: string, rule: string): Failure {
  return failure(
    403,
    'Operation Failed',
    `Operation against file '${table}' was aborted by Business Rule '${rule}^0a1b2c3d4e5f60718293a4b5c6d7e8f9'. Business Rule Stack:${rule}`,
  );
}

/** A data policy that misses values; `labels` are those of the columns. */
export function missingFields(labels: readonly string[]): Failure {
  return failure(
    403,
    'Operation Failed',
    `Data Policy Exception: \n\tThe following fields are mandatory: ${labels.join(', ')}`,
  );
}

/**
 * A sys_id that is taken. The words are the database's as users report them; that the REST answer is a 403 with them is
 * an assumption.
 */
export function duplicateKey(sysId: string): Failure {
  return failure(
    403,
    'Operation Failed',
    `Unique Key violation detected by database (Duplicate entry '${sysId}' for key 'PRIMARY')`,
  );
}

/** The transaction quota ended the transaction; nothing was committed. */
export const transactionCancelled = failure(
  500,
  'Transaction cancelled: maximum execution time exceeded',
  'Transaction cancelled: maximum execution time exceeded Check logs for error trace.',
);

/** A rate limit rule denied the call (ServiceNow docs, "Inbound REST API rate limiting"). */
export const rateLimited = failure(
  429,
  'Rate limit exceeded',
  'Rate limit of 100 requests per hour for Table API exceeded',
);

/** A body that cannot be read. */
export function unreadable(detail: string): Failure {
  return failure(400, 'Exception while reading request', detail);
}

// ServiceNow documents these statuses without a body; the words are an assumption.
/** A method that the resource does not have. */
export const methodNotAllowed = failure(405, 'Method Not Allowed');
/** An answer in a format that is not served; the simulator serves JSON only. */
export const notAcceptable = failure(406, 'Not Acceptable', 'The simulator answers in JSON only');
/** A body in a format that is not read; the simulator reads JSON only. */
export const unsupportedMedia = failure(
  415,
  'Unsupported Media Type',
  'The simulator reads JSON only',
);

/** The body of every refusal. */
export function failureBody({ message, detail }: Failure): unknown {
  return { error: { message, detail }, status: 'failure' };
}
