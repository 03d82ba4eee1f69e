package dev.sluice.output.stream;

import dev.sluice.time.Timers;
import org.jspecify.annotations.Nullable;

/**
 * What a reader is told by whoever opens the stream.
 *
 * @param cursor as the reader sent it, to be given back
 * @param readAhead bytes of log in memory for this reader
 */
record StreamSettings(@Nullable String cursor, long keepAliveMs, int readAhead, Timers timers) {}
