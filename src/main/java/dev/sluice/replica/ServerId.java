package dev.sluice.replica;

import java.time.Instant;

/**
 * This server among the servers of one database.
 *
 * @param value another one at each start; contains no slash
 * @param since when this server started
 */
public record ServerId(String value, Instant since) {}
