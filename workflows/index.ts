// The workflow functions, by their types, and nothing else.
export { accessRequest } from './access-request.ts';
