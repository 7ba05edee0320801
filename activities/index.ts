// The door to the activities: how the worker makes them, and the types that workflows know them by.
export type * from './contract.ts';
