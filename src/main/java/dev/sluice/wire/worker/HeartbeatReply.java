package dev.sluice.wire.worker;

import dev.sluice.wire.AttemptRef;
import java.util.List;

/**
 * The answer to a heartbeat.
 *
 * @param cancel attempts to end and to report as cancelled
 * @param revoked attempts that this worker has lost: kill them and report nothing
 * @param drain take no new work
 */
public record HeartbeatReply(List<AttemptRef> cancel, List<AttemptRef> revoked, boolean drain) {}
