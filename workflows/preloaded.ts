// What a worker loads into its sandbox once, before the first request begins, and all requests share.
import '../contract/jitless.ts';
import '../contract/schemas.ts';
import './index.ts';
import './payload-converter.ts';

/**
 * How many frames of a stack are kept. The SDK takes the stack of every promise for the Call Stack tab, which would
 * show the same wait for every request and is empty now; the current details say what a request waits for. An
 * error keeps the function that threw it and two callers. Only here can it be set: afterwards `Error` is frozen.
 */
Error.stackTraceLimit = 3;
