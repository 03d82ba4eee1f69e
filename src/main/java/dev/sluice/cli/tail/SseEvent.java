package dev.sluice.cli.tail;

import org.jspecify.annotations.Nullable;

/**
 * One server-sent event. A block that sets an id and has no data, which a browser would only
 * remember, comes as an event too, with empty data: it moves the cursor.
 *
 * @param type {@code message} when the stream did not name one
 * @param id as this very event set it; absent when it set none, although an earlier one's still
 *     holds
 */
record SseEvent(String type, @Nullable String id, String data) {}
