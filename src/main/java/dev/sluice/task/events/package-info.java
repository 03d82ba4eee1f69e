/** Events of the task registry, stored and streamed over SSE. */
@NullMarked
package dev.sluice.task.events;

import org.jspecify.annotations.NullMarked;
