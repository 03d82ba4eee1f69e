/**
 * The configured sources of the registry: opened by {@link dev.sluice.task.sources.TaskSources},
 * read on demand, with what each showed last. The effects on the stored versions are in {@code
 * task.sync}.
 */
@NullMarked
package dev.sluice.task.sources;

import org.jspecify.annotations.NullMarked;
