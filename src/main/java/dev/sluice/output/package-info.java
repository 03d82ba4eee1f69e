/**
 * What jobs print: the log that keeps it, chunk by chunk, under ids that can be computed; the
 * cursor that names a place in it; tails that follow a job live; and their encoding as server-sent
 * events, typed or raw. How an attempt ends stands here too, since its totals come from the log.
 */
@NullMarked
package dev.sluice.output;

import org.jspecify.annotations.NullMarked;
