package dev.sluice.job.submit;

import dev.sluice.job.JobConfig;
import dev.sluice.job.Jobs;
import java.time.Clock;
import java.util.List;

/** The way of a server's own submissions, with operations that a test chooses. */
public final class Submitting {
  private final IdempotencyKeys keys;
  private final SubmissionReader reader;

  public Submitting(JobConfig config, Clock clock, Operation operation) {
    this.keys = new IdempotencyKeys(config, clock);
    this.reader =
        new SubmissionReader(new Operations(List.of(operation)), new FakeFiles(), config, clock);
  }

  public SubmitOnce once(Jobs jobs) {
    return new SubmitOnce(reader, keys, jobs);
  }
}
