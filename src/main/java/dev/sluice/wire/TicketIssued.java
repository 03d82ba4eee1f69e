package dev.sluice.wire;

import java.time.Instant;

/**
 * A ticket for one stream.
 *
 * @param ticket for the query parameter {@code access_token}
 * @param sseUrl the stream's path with the ticket in it
 */
public record TicketIssued(String ticket, String sseUrl, Instant expiresAt) {}
