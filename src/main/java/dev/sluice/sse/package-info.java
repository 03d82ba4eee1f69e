/**
 * Server-sent events over Vert.x: the response head, event frames, text as JSON, the pump that
 * writes at the pace of the socket, and the id that a client resumes after. Knows no event of the
 * service; {@code EventStream} and {@code SseWriter} are its faces.
 */
@NullMarked
package dev.sluice.sse;

import org.jspecify.annotations.NullMarked;
