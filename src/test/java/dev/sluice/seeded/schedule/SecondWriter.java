package dev.sluice.seeded.schedule;

import dev.sluice.job.Job;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import org.bson.Document;

/** Writes jobs although it is not the gate. */
public final class SecondWriter {
  public Uni<?> byACollection(Job job) {
    return Job.mongoCollection().insertOne(job);
  }

  public Uni<?> byACollectionThatItWasGiven(ReactiveMongoCollection<Job> jobs) {
    return jobs.findOneAndDelete(new Document());
  }

  public Uni<?> byTheEntityItself(Job job) {
    return job.persistOrUpdate();
  }
}
