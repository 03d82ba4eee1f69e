/**
 * The log of changes to the registry, and its stream over HTTP. The public face is {@link
 * dev.sluice.task.events.TaskEvents}; {@code task.sync} decides which events there are.
 */
@NullMarked
package dev.sluice.task.events;

import org.jspecify.annotations.NullMarked;
