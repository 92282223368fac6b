/** The task queue that a store's workers share, as long as all have loaded the same code. */
export function sharedTaskQueue(storeId: string): string {
  return `assay-${storeId}`;
}

/** True for the shared one and for those that workers with other code have for themselves. */
export function isTaskQueueOf(storeId: string, taskQueue: string): boolean {
  const shared = sharedTaskQueue(storeId);
  return taskQueue === shared || taskQueue.startsWith(`${shared}-`);
}
