/**
 * Runs {@code task_run} jobs: fetches bundles by digest, keeps them in memory and on disk, and
 * hands them to a task host. Face: {@link dev.sluice.agent.task.TaskExecutor}. What happens inside
 * a host does not belong here.
 */
@NullMarked
package dev.sluice.agent.task;

import org.jspecify.annotations.NullMarked;
