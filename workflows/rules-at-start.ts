// The version of the rules of a request that starts now: decided once, in its first workflow task.

/**
 * The newest version that the history of the run knows. A release with rules of version 2 asks `patched('rules-2')` first
 * and gives 2 where it says yes: a run that began before keeps version 1 when its history is replayed, and each later
 * version is one more rung above. It costs two events once a request, which version 1 does not pay.
 */
export const rulesAtStart = (): number => 1;
