package dev.sluice.wire;

import java.util.List;

/**
 * @param cancel attempts to end and to report as cancelled
 * @param revoked attempts that are no longer this worker's: kill them and report nothing
 * @param drain take no new work
 */
public record HeartbeatReply(List<AttemptRef> cancel, List<AttemptRef> revoked, boolean drain) {}
