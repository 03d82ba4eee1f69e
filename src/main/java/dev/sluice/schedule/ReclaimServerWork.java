package dev.sluice.schedule;

import dev.sluice.job.Job;
import dev.sluice.worker.ReclaimAttempts;
import dev.sluice.worker.WorkerId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Takes back the jobs that a server answered itself and that ended before it had. */
@Singleton
final class ReclaimServerWork {
  private final ReclaimAttempts reclaim;
  private final ServerWork serverWork;

  ReclaimServerWork(ReclaimAttempts reclaim, ServerWork serverWork) {
    this.reclaim = reclaim;
    this.serverWork = serverWork;
  }

  Uni<Void> run() {
    return reclaim
        .from(WorkerId.SERVER, this::isOfAnotherServer, "the server that answered it has ended")
        .replaceWithVoid();
  }

  private boolean isOfAnotherServer(Job job) {
    return job.lease == null || !job.lease.incarnation().equals(serverWork.incarnation());
  }
}
