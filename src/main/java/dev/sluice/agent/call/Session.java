package dev.sluice.agent.call;

import dev.sluice.wire.worker.WorkerRegistered;

/**
 * One registration of this worker, valid until the server forgets the worker.
 *
 * @param token authorizes the calls of this registration
 * @param heartbeatMs interval at which the server expects heartbeats
 */
public record Session(String workerId, String token, long heartbeatMs) {
  public static Session of(WorkerRegistered registered) {
    return new Session(
        registered.workerId(), registered.token(), Math.max(1, registered.heartbeatMs()));
  }
}
