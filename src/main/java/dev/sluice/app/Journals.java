package dev.sluice.app;

import jakarta.inject.Singleton;

/** Everything that is written down of what happens. */
@Singleton
final class Journals {
  private final JobJournal jobs;
  private final TaskJournal tasks;

  Journals(JobJournal jobs, TaskJournal tasks) {
    this.jobs = jobs;
    this.tasks = tasks;
  }

  void open() {
    jobs.open();
    tasks.open();
  }
}
