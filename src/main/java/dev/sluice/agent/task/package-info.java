/**
 * Runs {@code task_run} jobs: fetches bundles by digest, keeps them in memory and on disk, and
 * hands them to a task host. Entry point: {@link dev.sluice.agent.task.TaskExecutor}. The code that
 * runs inside a host is in {@code script}.
 */
@NullMarked
package dev.sluice.agent.task;

import org.jspecify.annotations.NullMarked;
