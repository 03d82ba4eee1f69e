/**
 * Readers of a running or finished job, over server-sent events. {@code StreamRoute} opens one
 * {@code JobReader} for each client; it goes through the log and waits at its end on the {@code
 * JobTail} that all readers of the job share. Typed and raw forms are two {@code StreamFormat}s.
 */
@NullMarked
package dev.sluice.output.stream;

import org.jspecify.annotations.NullMarked;
