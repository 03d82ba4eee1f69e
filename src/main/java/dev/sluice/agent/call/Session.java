package dev.sluice.agent.call;

import dev.sluice.wire.WorkerRegistered;

/** One registration of this worker: what the server gave it, for as long as the server knows it. */
public record Session(String workerId, String token, long heartbeatMs) {
  public static Session of(WorkerRegistered registered) {
    return new Session(
        registered.workerId(), registered.token(), Math.max(1, registered.heartbeatMs()));
  }
}
