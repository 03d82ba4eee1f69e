package dev.sluice.schedule.match;

import dev.sluice.job.Job;
import dev.sluice.wire.Requirements;

/**
 * What jobs demand of a worker. Jobs of one kind fit on the same workers, so one of them answers
 * for all.
 */
public record Kind(String operation, Requirements requirements) {
  static Kind of(Job job) {
    return new Kind(job.operation, job.requirements);
  }
}
