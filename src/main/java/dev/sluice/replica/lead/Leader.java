package dev.sluice.replica.lead;

import java.time.Instant;

/**
 * The server that leads.
 *
 * @param server its id
 * @param epoch grows by one with each change of the leader
 * @param since when it began to lead, by its own clock
 * @param self whether it is this server
 */
public record Leader(String server, long epoch, Instant since, boolean self) {}
