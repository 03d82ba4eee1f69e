/**
 * The HTTP resources of the task registry, and the operation {@code task_run}. Nothing else uses
 * this package.
 */
@NullMarked
package dev.sluice.task.api;

import org.jspecify.annotations.NullMarked;
