package dev.sluice.agent;

import dev.sluice.wire.WorkerRegistered;

/** One registration of this worker: what the server gave it, for as long as the server knows it. */
record Session(String workerId, String token, long heartbeatMs) {
  static Session of(WorkerRegistered registered) {
    return new Session(
        registered.workerId(), registered.token(), Math.max(1, registered.heartbeatMs()));
  }
}
