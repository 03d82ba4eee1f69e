/**
 * The task registry of the server: stored versions ({@link dev.sluice.task.TaskVersions}, the only
 * writer) and their contents, and the {@link dev.sluice.task.Catalog} of them in memory. The
 * packages inside: {@code sources} holds the configured sources, {@code sync} brings the stored
 * versions in line with them, {@code events} is the log of changes and its stream, {@code api} the
 * HTTP resources and the operation {@code task_run}. How a task is read is in {@code bundle}, where
 * from in {@code source}; the agent runs it.
 */
@NullMarked
package dev.sluice.task;

import org.jspecify.annotations.NullMarked;
