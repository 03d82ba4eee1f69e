/** The HTTP resources of the task registry, and the {@code task_run} operation. */
@NullMarked
package dev.sluice.task.api;

import org.jspecify.annotations.NullMarked;
